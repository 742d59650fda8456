# Shared by packaging/run and packaging/test, which source it: `set_up GROUP...` makes sure that the Debian packages
# of those groups (apt-packages.txt), the virtual environment `.venv` and the compiled messages are there.
#
# The first time it installs; afterwards a stamp in .venv tells in a few milliseconds that nothing has changed.
# It speaks on stderr only, so that `packaging/run ... --json` keeps stdout to itself.
# PYTHON names the interpreter to use (3.11 to 3.13); without it an existing .venv is kept as it is.
# shellcheck shell=sh

root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
venv=$root/.venv
apt_log=$root/.cache/apt.log
pip_log=$root/.cache/pip.log
pip_done='sealwright: pip is done'

# Published as source only; pure Python, built with what requirements-build.lock holds. Tests alone need it.
source_only=bagit

# No variable of the caller says what is run: neither Python's (PYTHONPATH, PYTHONHOME, PYTHONPYCACHEPREFIX and
# the rest; PYTHON alone is ours), nor where Qt, OpenSSL, glibc and libmagic look for what they load.
for variable in $(env | sed -n 's/^\(PYTHON[A-Z0-9_]\{1,\}\)=.*/\1/p') \
    QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH QML2_IMPORT_PATH QML_IMPORT_PATH \
    OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES GCONV_PATH MAGIC; do
    unset "$variable"
done
export PYTHONSAFEPATH=1 # the folder one stands in may be evidence: nothing there is ever imported
export PYTHONNOUSERSITE=1

say() {
    printf 'sealwright: %s\n' "$*" >&2
}

stop() {
    say "$@"
    exit 2
}

set_up() {
    stamp=$venv/.set-up-$(printf '%s' "$*" | tr ' ' '-')
    if ! is_set_up && ! was_prepared "$@"; then
        mkdir -p "$root/.cache" 2>/dev/null || true
        can_be_written ||
            stop "$root can't be written, so nothing can be set up there. Have its owner run packaging/prepare, or copy it to a folder of yours and start that."
        exec 9>"$root/.cache/set-up.lock"
        flock -n 9 || { say "another start is setting this folder up; waiting for it"; flock 9; }
        is_set_up || install_all "$@"
        exec 9>&-
    fi
    compile_messages
}

# What the environment was made from: if any of it changes, it is brought up to date.
fingerprint() {
    printf '%s\n' "$root"
    (cd "$root" && sha256sum pyproject.toml requirements*.lock packaging/apt-packages.txt packaging/setup.sh)
}

# A stamp for more groups serves as well: its name begins with the one looked for.
is_set_up() {
    [ -x "$venv/bin/python" ] && is_wanted_python || return 1
    now=$(fingerprint)
    for made in "$stamp"*; do
        if [ -f "$made" ] && [ "$(cat "$made")" = "$now" ]; then return; fi
    done
    return 1
}

can_be_written() {
    [ -d "$root/.cache" ] && [ -w "$root/.cache" ]
}

# In a folder of somebody else's, what was set up for commands alone serves the window too if the Debian packages are
# there, since the Python packages are the same. There is no stamp for that: dpkg is asked at each start.
was_prepared() {
    case " $* " in *" test "* | *" site "*) return 1 ;; esac
    can_be_written && return 1
    wanted=$stamp
    stamp=$venv/.set-up-run
    if is_set_up; then prepared=yes; else prepared=; fi
    stamp=$wanted
    [ -n "$prepared" ] || return 1
    if ! command -v apt-get >/dev/null; then return; fi
    missing=$(missing_packages "$@")
    if [ -n "$missing" ]; then ask_for_packages "$missing"; fi
}

is_wanted_python() {
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

version_of() {
    "$1" -c 'import sys; print(*sys.version_info[:3], sep=".")' 2>/dev/null
}

install_all() {
    install_apt_packages "$@"
    make_venv
    install_python_packages "$@"
    fingerprint >"$stamp"
    say "set up"
}

# --- Debian packages ------------------------------------------------------------------------------

install_apt_packages() {
    if ! command -v apt-get >/dev/null; then
        say "this is not Debian or Ubuntu; on another system bring yourself what packaging/apt-packages.txt lists"
        return
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    say "some Debian packages are missing; asking apt for their names"
    if ! may_install; then ask_for_packages "$missing"; fi
    # Lists that are absent or old don't know every name; then they are fetched once.
    if ! names=$(known_names "$missing"); then
        say "fetching apt's package lists"
        apt_update
        names=$(known_names "$missing") || stop "apt knows none of these packages: $names"
    fi
    say "installing with apt-get:$names"
    # shellcheck disable=SC2086 # a list of names
    apt_install $names || {
        say "fetching apt's package lists, which may be too old"
        apt_update
        apt_install $names
    } || {
        tail -n 20 "$apt_log" >&2
        stop "apt-get could not install all of:$names (its last words stand above)"
    }
}

# Say which packages are missing, and end.
ask_for_packages() {
    names=$(known_names "$1") || names=$(printf ' %s' "$1" | sed 's/|[^ ]*//g' | tr '\n' ' ')
    stop "these packages are missing, and only root may install them. Please have this run, then start again:
    apt-get install$names"
}

apt_update() {
    as_root apt-get -q update >>"$apt_log" 2>&1 || say "apt-get update failed; trying with the lists that are there"
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@" >>"$apt_log" 2>&1
}

# The lines (name or names with |) of the given groups of which no name is installed.
missing_packages() {
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | tr '\n' ' ')"
    for group in "$@"; do
        sed -n "s/^$group  *//p" "$root/packaging/apt-packages.txt"
    done | while read -r line; do
        is_needed "$line" || continue
        found=
        for name in $(printf '%s' "$line" | tr '|' ' '); do
            case $installed in *" $name "*) found=yes ;; esac
        done
        [ -n "$found" ] || printf '%s\n' "$line"
    done
}

# Debian's Python is needed only where no other is there.
is_needed() {
    case $1 in
        python3 | python3-venv) ! find_python >/dev/null ;;
    esac
}

# For each line the first name that apt knows; fails with the unknown ones. apt is asked once for all: each time it
# reads its lists, for seconds where it has no cache of them.
known_names() {
    unknown=
    known=
    all=$(printf '%s' "$1" | tr '|' ' ')
    # shellcheck disable=SC2086 # a list of names
    have=" $(apt-cache show --no-all-versions $all 2>/dev/null | sed -n 's/^Package: //p' | tr '\n' ' ')"
    for line in $1; do
        chosen=
        for name in $(printf '%s' "$line" | tr '|' ' '); do
            case $have in *" $name "*) [ -n "$chosen" ] || chosen=$name ;; esac
        done
        if [ -n "$chosen" ]; then known="$known $chosen"; else unknown="$unknown $line"; fi
    done
    if [ -n "$unknown" ]; then
        printf '%s' "$unknown"
        return 1
    fi
    printf '%s' "$known"
}

may_install() {
    [ "$(id -u)" -eq 0 ] && return
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [ -t 0 ] # at a terminal sudo can ask for the password
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# --- Python ---------------------------------------------------------------------------------------

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys, venv, ensurepip, ssl, sqlite3
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    python=$(find_python) ||
        stop "no usable Python: ${PYTHON:-python3} is missing, lacks venv, or is not of version 3.11 to 3.13. PYTHON=... names another."
    if [ ! -x "$venv/bin/python" ] || { [ -n "${PYTHON:-}" ] && ! is_wanted_python; } ||
        [ "$(cat "$venv/.made-for" 2>/dev/null)" != "$root" ]; then
        say "making the virtual environment .venv with Python $(version_of "$python")"
        "$python" -m venv --clear "$venv" >&2 || stop "the virtual environment could not be made"
        printf '%s\n' "$root" >"$venv/.made-for"
    fi
}

install_python_packages() {
    lock=requirements.lock
    case " $* " in *" site "*) lock=requirements-site.lock ;; esac
    case " $* " in *" test "*) lock=requirements-test.lock ;; esac
    say "installing the Python packages of $lock"
    pip_install --require-hashes --only-binary :all: -r "$root/requirements-build.lock"
    pip_install --require-hashes --only-binary :all: --no-binary "$source_only" --no-build-isolation -r "$root/$lock"
    case " $* " in *" fuzz "*)
        say "installing the Python packages of requirements-fuzz.lock"
        pip_install --require-hashes --only-binary :all: -r "$root/requirements-fuzz.lock"
        ;;
    esac
    case " $* " in *" cluster "*)
        say "installing the Python packages of requirements-cluster.lock"
        (pip_install --require-hashes --only-binary :all: -r "$root/requirements-cluster.lock") ||
            say "the extra 'cluster' could not be installed; the tests that need it are skipped"
        ;;
    esac
    pip_install --no-deps --no-build-isolation --editable "$root"
}

pip_install() {
    count_packages "$@"
    : >"$pip_log"
    {
        "$venv/bin/python" -m pip --disable-pip-version-check install --no-input --progress-bar off "$@" 2>&1 &&
            printf '%s\n' "$pip_done"
    } | show_pip || {
        tail -n 20 "$pip_log" >&2
        stop "the Python packages could not be installed; what pip said stands above. Is the network there?"
    }
}

# How many packages the lock files among the arguments name.
count_packages() {
    all=0
    for argument in "$@"; do
        case $argument in *.lock) all=$((all + $(grep -c '^[A-Za-z0-9].*==' "$argument"))) ;; esac
    done
}

# Of what pip says, which package it is at and how many there are; the rest goes to a log. It succeeds if pip did.
show_pip() {
    at=0
    done=1
    while IFS= read -r line; do
        case $line in
            "$pip_done") done=0 ;;
            'Collecting '*)
                at=$((at + 1))
                name=${line#Collecting }
                show_step "$at of $all: ${name%%[!A-Za-z0-9._-]*}"
                ;;
            'Installing collected packages:'*) [ "$all" -eq 0 ] || show_step "unpacking $all packages" ;;
        esac
        printf '%s\n' "$line" >>"$pip_log"
    done
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
    return "$done"
}

# On a terminal one line that changes; elsewhere, such as in a log, every tenth.
show_step() {
    if [ -t 2 ]; then
        printf '\r\033[Ksealwright: %s' "$*" >&2
    else
        case $at in *0) say "$*" ;; esac
    fi
}

# --- messages -------------------------------------------------------------------------------------

compile_messages() {
    for source in "$root"/resources/locale/*/LC_MESSAGES/*.po; do
        [ -f "$source" ] || continue
        compiled=${source%.po}.mo
        # shellcheck disable=SC3013 # -nt is not in POSIX, and dash, bash and busybox have it
        [ "$compiled" -nt "$source" ] && continue
        "$venv/bin/pybabel" --quiet compile --input-file "$source" --output-file "$compiled" >&2 ||
            stop "$source could not be compiled; if the folder is not yours, have its owner run packaging/prepare"
    done
}
