package dev.rinha.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.HelidonProcessorBooks;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.store.redis.RedisSettings;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The library on the class path of somebody who left a dependency out. */
final class OptionalDependencyTest {

  @Test
  void missingLettuceIsOneLineWithArtifactAndVersion() throws Exception {
    try (URLClassLoader loader = without("lettuce")) {
      var at = loader.loadClass(RedisSettings.class.getName()).getMethod("at", String.class);

      assertNames("io.lettuce:lettuce-core:", () -> at.invoke(null, "localhost:6379"));
    }
  }

  @Test
  void missingWebClientIsOneLineWithArtifactAndVersion() throws Exception {
    try (URLClassLoader loader = without("helidon")) {
      URI url = URI.create("http://localhost:8001");
      Class<?> client = loader.loadClass(HelidonProcessorClient.class.getName());
      Class<?> books = loader.loadClass(HelidonProcessorBooks.class.getName());
      String artifact = "io.helidon.webclient:helidon-webclient:";

      assertNames(artifact, () -> client.getConstructor(URI.class).newInstance(url));
      assertNames(artifact, () -> client.getMethod("builder", URI.class).invoke(null, url));
      assertNames(
          artifact, () -> books.getConstructor(URI.class, String.class).newInstance(url, "123"));
    }
  }

  private static void assertNames(String artifact, org.junit.jupiter.api.function.Executable call) {
    var thrown = assertThrows(InvocationTargetException.class, call);
    var refusal = assertInstanceOf(IllegalStateException.class, thrown.getCause());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.matches(".* needs " + artifact + "\\d+\\.\\d+\\.\\d+[^$]*"), message);
    assertEquals(1, message.lines().count());
  }

  private static URLClassLoader without(String missing) throws IOException {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !new File(entry).getName().startsWith(missing))
            .map(OptionalDependencyTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return new File(entry).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
