package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.Planted;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The page for operators in a real browser, on a real service. Not among the usual tests: with
 * {@code -Pbrowser}, and {@code chromium} on the PATH.
 */
final class DashboardInBrowser {

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String MARKUP = "<img src=x onerror=\"window.broken=1\">";
  private static final int TAB = 9;
  private static final int ENTER = 13;
  private static final URI SERVICE = local(JavaProcess.freePort());
  private static final URI MANAGEMENT = local(JavaProcess.freePort());
  private static final Planted STORE = new Planted("browser");
  private static final ProcessorSimulator CHEAP = ProcessorSimulator.builder().port(0).start();
  private static final ProcessorSimulator DEAR = ProcessorSimulator.builder().port(0).start();
  private static final Http HTTP = new Http(Duration.ofSeconds(4));
  private static final JavaProcess PROCESS =
      new JavaProcess(
          "DashboardInBrowser",
          Map.of(),
          List.of(),
          List.of(
              "serve",
              "--mode=standalone",
              "--profile=challenge",
              "--server.host=127.0.0.1",
              "--server.port=" + SERVICE.getPort(),
              "--management.port=" + MANAGEMENT.getPort(),
              "--redis.address=" + STORE.settings().address(),
              "--redis.namespace=" + STORE.settings().namespace(),
              "--processors.default.url=" + CHEAP.url(),
              "--processors.fallback.url=" + DEAR.url(),
              "--warm-up.requests=0"));

  private Browser browser = Browser.start();

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  @BeforeAll
  static void start() {
    STORE.dead(30, "too old after 1 h");
    STORE.dead(1, MARKUP);
    STORE.dead(1, "only this once");
    startService();
  }

  private static void startService() {
    PROCESS.start();
    Waiting.until(
        () -> HTTP.healthy(SERVICE), Stack.START_BOUND, () -> PROCESS + " does not serve");
  }

  @AfterAll
  static void stop() {
    PROCESS.close();
    STORE.close();
    CHEAP.close();
    DEAR.close();
    HTTP.close();
  }

  @BeforeEach
  void open() {
    browser.size(1280, 900);
    open("");
  }

  private void open(String fragment) {
    browser.open(URI.create(MANAGEMENT + "/dashboard" + fragment));
    browser.await("document.querySelector('#connection')?.textContent === 'Live'");
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void figuresAgreeWithTheMetrics() throws IOException {
    for (int i = 0; i < 20; i++) {
      pay();
    }

    browser.await(cell("redis", "Settled") + " === String(" + settled() + ")");
    assertEquals(
        String.valueOf(metric("rinha_store_payments{state=\"dead\"}")),
        browser.eval("document.querySelector('#tile-Dead-letters dd').innerText"));
    assertEquals(
        String.valueOf(metric("rinha_store_accepted")),
        browser.eval(cell("redis", "Accepted since the last purge")));
    assertEquals(
        String.valueOf(metric("rinha_settled_total{processor=\"default\"}")),
        browser.eval("document.querySelector('#processors').rows[3].cells[1].textContent"));
    browser.await("document.querySelectorAll('.plot canvas').length === 6");
    assertUndisturbed();
  }

  @Test
  void paymentIsFoundWithTheKeyboardAlone() throws IOException {
    UUID id = pay();

    browser.press("Tab", TAB);
    assertEquals("Skip to the payments", browser.eval("document.activeElement.textContent"));
    browser.press("Enter", ENTER);
    browser.await("document.activeElement.id === 'payments'");
    browser.press("Tab", TAB);
    browser.type(id.toString());
    browser.press("Enter", ENTER);

    browser.await(
        "document.querySelector('#result h3')?.textContent === 'Payment " + id + " is settled'");
    String history = browser.eval("document.querySelector('.history').innerText");
    assertTrue(history.contains("accepted"), history);
    assertTrue(history.contains("sent to default because it is the cheapest"), history);
    assertTrue(history.contains("settled; default has it"), history);
    assertEquals("#payment=" + id, browser.eval("location.hash"));
    assertUndisturbed();
  }

  @Test
  void wrongIdIsExplained() {
    open("#payment=test-001");

    browser.await("document.querySelector('#result')?.textContent.includes('must be a UUID')");
  }

  @Test
  void deadLettersAreListedByReasonPageByPage() {
    browser.eval("document.querySelector('#filter [name=reason]').value = 'too old'");
    browser.eval("document.querySelector('#filter button').click()");

    browser.await("document.querySelectorAll('#list tbody tr').length === 25");
    String first = browser.eval("document.querySelector('#list tbody .id').textContent");
    browser.eval("[...document.querySelectorAll('#result a')].at(-1).click()");
    browser.await("document.querySelectorAll('#list tbody tr').length === 5");
    String second = browser.eval("document.querySelector('#result').innerText");
    assertFalse(second.contains(first), "the same again");
    assertTrue(second.contains("too old after 1 h"), second);
    assertTrue(second.contains("That is all."), second);

    browser.eval("history.back()");
    browser.await("document.querySelector('#list tbody .id')?.textContent === '" + first + "'");
    assertUndisturbed();
  }

  @Test
  void deadPaymentIsPutBackForAReasonOnceItIsSaidWhatThatDoes() {
    open("#state=dead&reason=only");
    browser.await("document.querySelectorAll('#list tbody tr').length === 1");
    browser.eval("document.querySelector('#list tbody .id a').click()");

    press("#result .acts", "Put back");
    assertTrue(
        browser.eval("document.querySelector('#act-does').textContent").contains("executed once"));
    browser.eval("document.querySelector('#act-do').click()");
    assertEquals("true", browser.eval("String(document.querySelector('#act').open)"));
    browser.type("the bank is back");
    browser.press("Enter", ENTER);

    browser.await("/is back on the queue\\.$/.test(document.querySelector('#done').textContent)");
    browser.await(
        "/is settled$/.test(document.querySelector('#result h3').textContent) || (show(), false)");
    String history = browser.eval("document.querySelector('.history').innerText");
    assertTrue(history.contains("the bank is back"), history);
    assertUndisturbed();
  }

  @Test
  void processorIsPausedAndResumed() {
    press("#pauses", "Pause fallback");
    browser.type("maintenance till four");
    browser.press("Enter", ENTER);
    browser.await(
        "document.querySelector('#done').textContent === 'Processor fallback is paused.'");

    press("#pauses", "Resume fallback");
    browser.type("maintenance is over");
    browser.press("Enter", ENTER);
    browser.await(
        "document.querySelector('#done').textContent === 'Processor fallback is resumed.'");
    assertUndisturbed();
  }

  /** Presses the button of that name once it is there; a dialog opens. */
  private void press(String within, String name) {
    String button =
        "[...document.querySelectorAll('%s button')].find(one => one.textContent === '%s')"
            .formatted(within, name);
    browser.await(button);
    browser.eval(button + ".click()");
    browser.await("document.querySelector('#act').open");
  }

  @Test
  void whatStrangersWroteIsShownAndNotObeyed() {
    open(
        "#state=dead&reason="
            + URLEncoder.encode(MARKUP, StandardCharsets.UTF_8).replace("+", "%20"));

    browser.await("document.querySelectorAll('#list tbody tr').length === 1");
    assertEquals(MARKUP, browser.eval("document.querySelector('#list .reason').textContent"));
    assertUndisturbed();

    browser.eval(
        "document.body.append(Object.assign(document.createElement('script'),"
            + " {textContent: 'window.broken = 1'}))");
    Waiting.until(
        () -> !browser.complaints().isEmpty(), BOUND, () -> "the policy has let a script pass");
    assertEquals("undefined", browser.eval("String(window.broken)"));
  }

  @Test
  void fitsAPhoneInEveryStateAndFollowsDarkAndLight() throws IOException {
    UUID id = pay();
    browser.size(390, 844);
    for (String fragment : List.of("", "#state=dead", "#payment=" + id)) {
      open(fragment);
      browser.await("location.hash === '' || document.querySelector('#result').childElementCount");
      browser.await("document.querySelector('#processors').rows.length > 5");
      assertEquals("390", browser.eval("String(document.documentElement.scrollWidth)"), fragment);
    }

    String light = colours();
    browser.dark(true);
    browser.await("(" + COLOURS + ") !== '" + light + "'");
    browser.dark(false);
    browser.await("(" + COLOURS + ") === '" + light + "'");
    assertUndisturbed();
  }

  private static final String COLOURS =
      "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color";

  private String colours() {
    return browser.eval(COLOURS);
  }

  @Test
  void everythingHasANameForWhoCannotSeeIt() {
    browser.await("document.querySelectorAll('.plot').length === 6");

    assertEquals(
        "[]",
        browser.eval(
            "JSON.stringify([...document.querySelectorAll('input, select, button, table, svg,"
                + " .plot, [role=region]')].filter(e => !(e.closest('label') || e.ariaLabel ||"
                + " e.textContent.trim() || e.getAttribute('aria-labelledby'))).map(e =>"
                + " e.outerHTML))"));
    assertEquals("1", browser.eval("String(document.querySelectorAll('h1').length)"));
    browser.eval("document.querySelector('figure summary').click()");
    browser.await("document.querySelector('figure table').rows.length === 13");
    assertUndisturbed();
  }

  @Test
  void lostConnectionIsSaidAndTheNextServiceIsFound() {
    PROCESS.kill();

    browser.await(
        "/^No connection since \\d+ s; the last figures are from \\d\\d:\\d\\d:\\d\\d$/"
            + ".test(document.querySelector('#connection').textContent)");
    startService();
    browser.await("document.querySelector('#connection').textContent === 'Live'");
  }

  /** Nothing to complain about, and nobody else asked. */
  private void assertUndisturbed() {
    assertEquals(List.of(), browser.complaints());
    assertEquals(
        List.of(),
        browser.asked().stream()
            .filter(address -> address.getHost() != null) // The browser's own pictures have none.
            .filter(address -> !address.toString().startsWith(MANAGEMENT + "/"))
            .toList());
  }

  private static UUID pay() throws IOException {
    UUID id = UUID.randomUUID();
    String body = "{\"correlationId\":\"%s\",\"amount\":19.90}".formatted(id);
    assertEquals(202, HTTP.post(SERVICE.resolve("/payments"), body).statusCode());
    HTTP.get(SERVICE.resolve("/payments/" + id + "?wait=3s"));
    return id;
  }

  private static long settled() throws IOException {
    return metric("rinha_store_payments{state=\"settled\"}");
  }

  private static long metric(String name) throws IOException {
    return HTTP.get(MANAGEMENT.resolve("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + name));
  }

  /** The cell beside that name. */
  private static String cell(String table, String name) {
    return "[...document.querySelector('#%s').rows].find(row => row.cells[0].textContent === '%s')?.cells[1].textContent"
        .formatted(table, name);
  }
}
