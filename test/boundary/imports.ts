import ts from 'typescript'

export interface Import {
  readonly specifier: string
  /** Nothing of it is left when it is compiled. */
  readonly typeOnly: boolean
  /** From 1. */
  readonly line: number
}

/** Everything that a module imports, however it is written. A dynamic import of a computed name is told as `(computed)`. */
export function importsOf(text: string, file = 'module.ts'): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (node: ts.Node, name: ts.Node | undefined, typeOnly: boolean) =>
    void found.push({specifier: name && ts.isStringLiteralLike(name) ? name.text : '(computed)', typeOnly, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1})
  const visit = (node: ts.Node): void => {
    // `import {type X}` leaves an import of nothing behind, which still loads the module.
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) add(node, node.moduleReference.expression, node.isTypeOnly)
    else if (ts.isImportTypeNode(node)) add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    else if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && /^(require|createRequire)$/.test(node.expression.text)))) add(node, node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** What a plugin's module may not import, in words; empty when all is well. */
export function trespasses(text: string, {file, dependencies = []}: {readonly file: string; readonly dependencies?: readonly string[]}): string[] {
  return importsOf(text, file).flatMap(({specifier, typeOnly, line}) => {
    if (specifier.startsWith('node:') || isWithin(specifier, file) || dependencies.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return []
    if (specifier === 'kina/plugin') return typeOnly ? [] : [`${file}:${line}: takes more than types from kina/plugin`]
    return [`${file}:${line}: imports ${specifier}`]
  })
}

/** A relative import that stays in the folder the module's plugin is compiled from. `file` is `plugins/<plugin>/<folder>/…`. */
function isWithin(specifier: string, file: string): boolean {
  if (!specifier.startsWith('.')) return false
  const base = new URL(file, 'file:///')
  const home = new URL(`/${file.split('/').slice(0, 3).join('/')}/`, 'file:///')
  return new URL(specifier, base).pathname.startsWith(home.pathname)
}
