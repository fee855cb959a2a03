import { defineConfig } from "vite";

export default defineConfig({
  build: {
    lib: { entry: "src/register.ts", formats: ["iife"], name: "photodeskConsole", fileName: () => "desk.js" },
    target: "es2022",
    minify: "esbuild",
  },
});
