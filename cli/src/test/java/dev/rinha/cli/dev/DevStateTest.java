package dev.rinha.cli.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevStateTest {

  @Test
  void whoeverReadsWhileItIsWrittenSeesAllOfIt(@TempDir Path data) throws Exception {
    DevState state =
        new DevState("http://localhost:9999", Map.of("redis.address", "127.0.0.1:6379"));
    state.write(data);
    var writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 500; i++) {
                write(state, data);
              }
            });
    int read = 0;
    while (!writer.isDone()) {
      Optional<DevState> seen = DevState.read(data);
      assertEquals("127.0.0.1:6379", seen.orElseThrow().redisAddress());
      read++;
    }
    writer.join();
    assertTrue(read > 0);
  }

  private static void write(DevState state, Path data) {
    try {
      state.write(data);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
