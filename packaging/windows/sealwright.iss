; Inno Setup 6: the installer for Windows, of the folder that packaging\frozen\build.py makes.
;
;   iscc /DSource=OUT\Sealwright /DVersion=1.0.0 [/DSignTool=NAME] packaging\windows\sealwright.iss
;
; SignTool is a sign tool that was set up in Inno Setup; without it nothing is signed. For one user or for all
; is asked at the start, and by /CURRENTUSER or /ALLUSERS in an unattended installation (/VERYSILENT).
#ifndef Source
  #error Say where the folder is: /DSource=OUT\Sealwright
#endif
#ifndef Version
  #error Say which version it is: /DVersion=1.0.0
#endif

[Setup]
AppId={{6C1B4E0D-5B0B-4B43-9E0C-6B1C1A0F7D52}
AppName=Sealwright
AppVersion={#Version}
AppPublisher=Sealwright
DefaultDirName={autopf}\Sealwright
DefaultGroupName=Sealwright
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17134
OutputBaseFilename=sealwright-{#Version}-windows-x86_64
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
ChangesEnvironment=yes
UninstallDisplayIcon={app}\sealwright-window.exe
#ifdef SignTool
SignTool={#SignTool}
SignedUninstaller=yes
#endif

[Tasks]
Name: "path"; Description: "Let “sealwright” be called in every command prompt"
Name: "open"; Description: "Open sealed bundles and signature containers by a double click"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion createallsubdirs

[InstallDelete]
; of the version before: a library that the new one has not got must not stay beside it
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Sealwright"; Filename: "{app}\sealwright-window.exe"

[Registry]
; Windows goes by what follows the last dot: a bundle NAME.sealed.zip is offered under “Open with” for ZIP
Root: HKA; Subkey: "Software\Classes\.asice\OpenWithProgids"; ValueType: string; ValueName: "Sealwright.Container"; Flags: uninsdeletevalue; Tasks: open
Root: HKA; Subkey: "Software\Classes\.zip\OpenWithProgids"; ValueType: string; ValueName: "Sealwright.Bundle"; Flags: uninsdeletevalue; Tasks: open
Root: HKA; Subkey: "Software\Classes\Sealwright.Container"; ValueType: string; ValueData: "Signature container (ASiC-E)"; Flags: uninsdeletekey; Tasks: open
Root: HKA; Subkey: "Software\Classes\Sealwright.Container\shell\open\command"; ValueType: string; ValueData: """{app}\sealwright-window.exe"" ""%1"""; Tasks: open
Root: HKA; Subkey: "Software\Classes\Sealwright.Container\DefaultIcon"; ValueType: string; ValueData: "{app}\sealwright-window.exe,0"; Tasks: open
Root: HKA; Subkey: "Software\Classes\Sealwright.Bundle"; ValueType: string; ValueData: "Sealed evidence bundle"; Flags: uninsdeletekey; Tasks: open
Root: HKA; Subkey: "Software\Classes\Sealwright.Bundle\shell\open\command"; ValueType: string; ValueData: """{app}\sealwright-window.exe"" ""%1"""; Tasks: open
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\sealwright.exe"; ValueType: string; ValueData: "{app}\sealwright.exe"; Flags: uninsdeletekey
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsAdminInstallMode and not IsOnPath
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: (not IsAdminInstallMode) and not IsOnPath

[Run]
Filename: "{app}\sealwright-window.exe"; Description: "Open Sealwright"; Flags: postinstall nowait skipifsilent

[Code]
const
  OfAll = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment';

function ReadPath(var Value: String): Boolean;
begin
  if IsAdminInstallMode then
    Result := RegQueryStringValue(HKLM, OfAll, 'Path', Value)
  else
    Result := RegQueryStringValue(HKCU, 'Environment', 'Path', Value);
end;

function IsOnPath: Boolean;
var
  Value: String;
begin
  Result := ReadPath(Value) and (Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Value) + ';') > 0);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Value, Ours: String;
  At: Integer;
begin
  if (Step <> usPostUninstall) or not ReadPath(Value) then
    exit;
  Ours := ';' + ExpandConstant('{app}');
  At := Pos(Lowercase(Ours) + ';', Lowercase(Value) + ';');
  if At = 0 then
    exit;
  Delete(Value, At, Length(Ours));
  if IsAdminInstallMode then
    RegWriteExpandStringValue(HKLM, OfAll, 'Path', Value)
  else
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Value);
end;
