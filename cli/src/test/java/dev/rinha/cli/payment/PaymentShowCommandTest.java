package dev.rinha.cli.payment;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PaymentShowCommandTest {

  private static final long ACCEPTED = 1_752_582_896_000L;

  @Test
  void attemptsThatWereNotKeptAreCounted() {
    PaymentSheet sheet = sheet("default:c1/n1,".repeat(8) + "*rc" + ",default:c2/n2".repeat(7));

    assertTrue(
        sheet.lines().contains("attempts  999, of which the first and the last were kept, 15:"),
        () -> String.join("\n", sheet.lines()));
    assertTrue(
        sheet.lines().stream().anyMatch(line -> line.contains("it was sent 984 times in them")),
        () -> String.join("\n", sheet.lines()));
    JsonNode json = sheet.json();
    assertEquals(999, json.at("/attemptsMade").asInt());
    assertEquals(15, json.at("/attemptsKept").asInt());
    assertEquals(15, json.at("/attempts").size());
  }

  @Test
  void attemptsOfWhichNobodyKnowsTheNumberAreNotGuessed() {
    PaymentSheet sheet = sheet("default:c1/n1,".repeat(8) + "*" + ",default:c2/n2".repeat(7));

    assertTrue(
        sheet.lines().stream().anyMatch(line -> line.startsWith("attempts  more than 15, ")),
        () -> String.join("\n", sheet.lines()));
    assertFalse(sheet.json().has("attemptsMade"));
  }

  @Test
  void attemptsThatWereAllKeptAreJustCounted() {
    PaymentSheet sheet = sheet("default:c1/n1,default:c2/n2");

    assertTrue(sheet.lines().contains("attempts  2:"), () -> String.join("\n", sheet.lines()));
    assertEquals(2, sheet.json().at("/attemptsMade").asInt());
  }

  @Test
  void clientOfAPaymentIsShownWhereItIsKnown() {
    PaymentSheet sheet = sheet("~shop,default:c1/n1");

    assertTrue(sheet.lines().contains("client    shop"), () -> String.join("\n", sheet.lines()));
    assertTrue(
        sheet.lines().stream().anyMatch(line -> line.endsWith("  accepted of shop")),
        () -> String.join("\n", sheet.lines()));
    assertEquals("shop", sheet.json().at("/client").asText());
    PaymentSheet nobodys = sheet("default:c1/n1");
    assertTrue(nobodys.lines().stream().noneMatch(line -> line.startsWith("client")));
    assertFalse(nobodys.json().has("client"));
  }

  private static PaymentSheet sheet(String history) {
    var payment = new Payment(new UUID(1, 2), new Money(1990), ACCEPTED);
    var record = new PaymentRecord(payment, new PaymentState.Queued(), history(history));
    return PaymentSheet.of(record, Pauses.NONE, ACCEPTED + 9_000, new RedisOption());
  }
}
