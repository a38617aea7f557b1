package dev.rinha.cli.basics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How numbers, lengths of time and causes are told to people. */
final class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1061, 1.061 s",
    "60000, 1 min",
    "60999, 1 min",
    "65000, 1 min 5 s",
    "3600000, 1 h",
    "3660000, 1 h 1 min",
    "86400000, 1 d",
    "90000000, 1 d 1 h"
  })
  void lengthOfTimeHasNoUnitOfWhichThereIsNone(long millis, String words) {
    assertEquals(words, Elapsed.text(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 0 dead letters", "1 | 1 dead letter", "1200 | 1,200 dead letters"})
  void oneThingIsNotSeveral(long count, String words) {
    assertEquals(words, Count.of(count, "dead letter"));
  }

  @Test
  void causeIsMoreThanThePathOfTheFile() {
    assertEquals("there is no such file or folder", words(new NoSuchFileException("/proc/x")));
    assertEquals("no permission", words(new AccessDeniedException("/proc/x")));
    assertEquals("not directory", words(new NotDirectoryException("/proc/x")));
    assertEquals(
        "Read-only file system",
        words(new FileSystemException("/proc/x", null, "Read-only file system")));
    assertEquals("connection refused", words(new ConnectException()));
    assertEquals("closed", words(new IOException("closed")));
  }

  private static String words(IOException e) {
    return FailureText.words(e);
  }
}
