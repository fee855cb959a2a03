import { defineConfig } from "vite";

export default defineConfig({
  build: {
    lib: { entry: "src/register.ts", formats: ["iife"], name: "photodeskChat", fileName: () => "photodesk-chat.js" },
    target: "es2022",
    minify: "esbuild",
  },
});
