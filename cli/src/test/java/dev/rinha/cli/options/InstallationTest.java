package dev.rinha.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.RinhaCli;
import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.processor.Fee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class InstallationTest {

  private static final String DEV =
      """
      url=http://localhost:7300
      redis.address=dev:1
      redis.namespace=devs
      worker.host=localhost
      worker.port=7300
      processors.names=default,fallback,third
      processors.default.url=http://dev:8001
      processors.fallback.url=http://dev:8002
      processors.third.url=http://dev:8003
      processors.third.fee=0.5
      """;

  private static final String FILE =
      """
      redis.address=file:1
      worker.host=file
      processors.default.url=http://file:8001
      """;

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "REDIS_ADDR", "environment:1",
          "WORKER_HOST", "environment",
          "DEFAULT_PROCESSOR_URL", "http://environment:8001");

  @TempDir private Path folder = Path.of("");

  /** A command that needs everything. */
  @Command
  static final class Needy {

    @Mixin private final RedisOption redis;
    @Mixin private final ProcessorsOption processors = new ProcessorsOption();

    Needy(Installation installation) {
      redis = new RedisOption(installation);
    }

    String store() {
      return redis.address() + "/" + redis.namespace();
    }

    String worker() {
      return redis.installation().worker().map(Found::value).orElse("nobody");
    }

    String processor(String name) {
      return Objects.requireNonNull(processors.processors(redis.installation()).get(name)).value();
    }
  }

  @Test
  void flagWinsOverEnvironmentOverFileOverRunningDevOverDefault() throws IOException {
    Path config = Files.writeString(folder.resolve("rinha.properties"), FILE);
    String file = "--config-file=" + config;

    Needy none = needy(Map.of());
    assertEquals("localhost:6379/rinha", none.store());
    assertEquals("nobody", none.worker());
    assertEquals("http://localhost:8001", none.processor("default"));
    assertEquals("http://localhost:8002", none.processor("fallback"));
    assertEquals("http://localhost:9999", none.redis.installation().gateway().value());

    assertEquals(
        "the default; no dev runs with " + folder,
        none.redis.installation().find("redis.namespace").origin());

    runDev(folder);
    Needy dev = needy(Map.of());
    assertEquals("dev:1/devs", dev.store());
    assertEquals("http://localhost:7300", dev.worker());
    assertEquals("http://dev:8003", dev.processor("third"));
    assertEquals("http://localhost:7300", dev.redis.installation().gateway().value());

    Needy withFile = needy(Map.of(), file);
    assertEquals("file:1/devs", withFile.store());
    assertEquals("http://file:7300", withFile.worker());
    assertEquals("http://file:8001", withFile.processor("default"));
    assertEquals("http://dev:8002", withFile.processor("fallback"));

    Needy environment = needy(ENVIRONMENT, file);
    assertEquals("environment:1/devs", environment.store());
    assertEquals("http://environment:7300", environment.worker());
    assertEquals("http://environment:8001", environment.processor("default"));

    Needy flags =
        needy(
            ENVIRONMENT,
            file,
            "--redis=flag:1",
            "--namespace=flags",
            "--processor=default=http://flag:8001");
    assertEquals("flag:1/flags", flags.store());
    assertEquals("http://flag:8001", flags.processor("default"));
  }

  @Test
  void devThatIsNamedCountsWhateverTheEnvironmentSays() throws IOException {
    Path named = Files.createDirectory(folder.resolve("named"));
    runDev(named);

    Needy needy = needy(ENVIRONMENT, "--data=" + named);

    assertEquals("dev:1/devs", needy.store());
    assertEquals("http://localhost:7300", needy.worker());
    assertEquals("http://dev:8001", needy.processor("default"));
  }

  @Test
  void feesAreThoseOfTheDevToo() throws IOException {
    runDev(folder);

    var fees = new FeesOption().fees(needy(Map.of()).redis.installation());

    assertEquals(Set.of("default", "fallback", "third"), fees.keySet());
    assertEquals(Fee.parse("0.5"), fees.get("third"));
  }

  @Test
  void dataWithoutADevIsToldWithWhereItWasLookedFor() {
    CommandFailure failure =
        assertThrows(CommandFailure.class, needy(Map.of(), "--data=" + folder)::store);

    assertEquals(ExitCode.UNREACHABLE, failure.exitCode());
    assertTrue(
        failure.toString().contains("there is no " + folder.resolve("dev.properties")),
        failure::toString);
  }

  @Test
  void whatIsNotReachableIsToldWithWhoNamedIt() throws IOException {
    Files.writeString(folder.resolve("dev.properties"), DEV.replace("dev:1", "127.0.0.1:1"));

    CommandRun byDev = CommandRun.of("summary", "--data", folder.toString());
    CommandRun byFlag = CommandRun.of("summary", "--redis", "127.0.0.1:1");

    assertEquals(ExitCode.UNREACHABLE, byDev.exitCode(), byDev::toString);
    assertTrue(
        byDev.err().contains("Connection refused (" + folder.resolve("dev.properties") + ");"),
        byDev::err);
    assertTrue(byFlag.err().contains("Connection refused (--redis);"), byFlag::err);
  }

  @Test
  void unusableAddressIsToldWithWhoNamedIt() {
    CommandFailure failure =
        assertThrows(CommandFailure.class, needy(Map.of("REDIS_ADDR", "nowhere:x"))::store);

    assertTrue(failure.toString().contains("is 'nowhere:x' (REDIS_ADDR)"), failure::toString);
  }

  @Test
  void everyCommandThatNeedsRedisOrAProcessorFindsADevByItsData() {
    Set<String> without = new TreeSet<>();
    List<CommandLine> commands = new ArrayList<>(List.of(RinhaCli.commandLine()));
    for (int i = 0; i < commands.size(); i++) {
      var spec = commands.get(i).getCommandSpec();
      commands.addAll(commands.get(i).getSubcommands().values());
      boolean needy =
          List.of("--redis", "--processor", "--worker", "--default-processor").stream()
              .anyMatch(spec.optionsMap()::containsKey);
      if (needy && !spec.optionsMap().keySet().containsAll(Set.of("--data", "--config-file"))) {
        without.add(spec.qualifiedName());
      }
    }

    assertEquals(Set.of(), without);
  }

  private void runDev(Path data) throws IOException {
    Files.writeString(data.resolve("dev.properties"), DEV);
  }

  /** A command line in a surrounding where only {@link #folder} may be the data of a dev. */
  private Needy needy(Map<String, String> environment, String... arguments) {
    Needy needy = new Needy(new Installation(environment, List.of(folder)));
    new CommandLine(needy).parseArgs(arguments);
    return needy;
  }
}
