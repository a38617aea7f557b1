package dev.rinha.cli.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.LoadSchedule.LoadPoint;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.simulation.schedule.RoutingSimulation;
import java.math.BigDecimal;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes a load schedule as a file that {@code bench --schedule} runs for real. Users think for a
 * second, so there are as many of them as payments arrive per second. Files count in seconds: a
 * step of the load between two seconds becomes a ramp from the one to the other.
 */
final class ScheduleExport {

  private static final int THINK_MILLIS = 1_000;

  private ScheduleExport() {}

  static ObjectNode json(LoadSchedule schedule) {
    ObjectNode root = JsonDocument.MAPPER.createObjectNode();
    root.put("name", schedule.name());
    root.put("seconds", schedule.durationMillis() / 1000);
    users(root.putArray("users"), schedule);
    root.put("thinkMillis", THINK_MILLIS);
    root.put("patienceMillis", 1_500);
    root.putArray("amounts").add(BigDecimal.valueOf(RoutingSimulation.AMOUNT.cents(), 2));
    root.putObject("consistency")
        .put("everyMillis", 10_000)
        .put("windowFromMillis", 15_000)
        .put("windowToMillis", 1_500)
        .put("patienceMillis", 1_500);
    ObjectNode fees = root.putObject("fees");
    schedule
        .processors()
        .forEach(plan -> fees.put(plan.name(), new BigDecimal(plan.fee().toString())));
    stages(root.putArray("stages"), schedule);
    root.put("drainSeconds", 60);
    return root;
  }

  private static void users(ArrayNode users, LoadSchedule schedule) {
    SortedSet<Long> seconds = new TreeSet<>();
    for (LoadPoint point : schedule.load()) {
      seconds.add(point.atMillis() / 1000);
      seconds.add((point.atMillis() + 999) / 1000);
    }
    for (long second : seconds) {
      users
          .addObject()
          .put("second", second)
          .put("users", Math.round(schedule.rateAt(second * 1000)));
    }
  }

  private static void stages(ArrayNode stages, LoadSchedule schedule) {
    SortedSet<Long> seconds = new TreeSet<>();
    for (ProcessorPlan plan : schedule.processors()) {
      plan.phases().forEach(phase -> seconds.add(phase.fromMillis() / 1000));
    }
    for (long second : seconds) {
      ObjectNode stage = stages.addObject().put("second", second);
      for (ProcessorPlan plan : schedule.processors()) {
        Phase phase = ScheduledFaults.at(plan, second * 1000);
        stage
            .putObject(plan.name())
            .put("delayMillis", phase.delayMillis())
            .put("failing", phase.failing());
      }
    }
  }
}
