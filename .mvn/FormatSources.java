// Lists or, with --fix, rewrites the Java sources below the working directory that are not as
// google-java-format would have them. The root pom runs this on JDK 25: the formatter parses with
// the compiler of the JDK it runs on, and Maven may be on an older one that lacks our syntax.
// A failed check leaves UNFORMATTED behind, for the pom to end with one line that says what to do.

private static final Path UNFORMATTED = Path.of("target/format/unformatted");

void main(String[] arguments) throws IOException {
  var formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
  var command = new ArrayList<String>();
  command.addAll(
      List.of(arguments).contains("--fix")
          ? List.of("--replace")
          : List.of("--dry-run", "--set-exit-if-changed"));
  command.addAll(sources());

  Files.deleteIfExists(UNFORMATTED);
  if (formatter.run(System.out, System.err, command.toArray(String[]::new)) != 0) {
    Files.createFile(UNFORMATTED);
  }
}

private List<String> sources() throws IOException {
  try (var paths = Files.walk(Path.of(""))) {
    return paths.map(Path::toString).filter(this::isSource).toList();
  }
}

private boolean isSource(String path) {
  return path.endsWith(".java") && !path.matches("(.*/)?target/.*");
}
