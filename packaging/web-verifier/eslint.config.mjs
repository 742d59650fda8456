import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["*.mjs", "dist/", "generated/", "node_modules/"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // bounds were looked at where an index is used; the compiler would otherwise want a branch that can't be taken
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "text of a bundle is shown, never parsed" },
        { property: "outerHTML", message: "text of a bundle is shown, never parsed" },
      ],
    },
  },
  { files: ["**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
