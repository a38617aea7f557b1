package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.cli.RinhaCli;
import dev.rinha.core.faults.FaultPlan;
import dev.rinha.core.faults.FaultProxy;
import dev.rinha.core.faults.Relay;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestCluster;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.service.Main;
import dev.rinha.simulator.Faults;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running system of real processes on free loopback ports: {@code api-1}, {@code api-2}, …,
 * {@code worker-1}, {@code worker-2}, …, each of which can be ended and started by name, a Redis,
 * and the processors in this JVM. Workers reach the processors through fault-injecting proxies, and
 * if so built each process reaches Redis through a relay of its own; they do no harm until they are
 * told to. Closing it leaves nothing behind.
 */
final class Stack implements AutoCloseable {

  /** How long anything may take to come up on a busy machine. */
  static final Duration START_BOUND = Duration.ofMinutes(2);

  private static final String HOST = "127.0.0.1";

  private final Builder settings;
  private final Servers servers;
  private final Map<String, ProcessorSimulator> processors = new LinkedHashMap<>();
  private final Map<String, FaultProxy> proxies = new LinkedHashMap<>();
  private final Map<String, Relay> relays = new LinkedHashMap<>();
  private final Map<String, JavaProcess> processes = new LinkedHashMap<>();
  private final Map<String, URI> urls = new LinkedHashMap<>();
  private final Http http = new Http(Duration.ofSeconds(4));
  private final RedisStore store;
  private final AtomicInteger loads = new AtomicInteger();

  private Stack(Builder settings) {
    this.settings = settings;
    servers = settings.shards > 0 ? cluster(settings.shards, settings.replicated) : oneRedis();
    store = RedisStore.open(RedisSettings.at(servers.addresses()).withPartitions(0));
    settings.fees.forEach(this::processor);
    for (int i = 1; i <= settings.workers; i++) {
      process("worker-" + i, "worker", List.of());
    }
    for (int i = 1; i <= settings.gateways; i++) {
      process("api-" + i, "api", List.of("--worker.port=" + workerPort()));
    }
  }

  /**
   * Where the store is: one server, or some.
   *
   * @param closing ends them
   */
  private record Servers(
      String addresses, List<TestRedis> all, List<TestCluster> clusters, Runnable closing) {}

  private static Servers oneRedis() {
    // A rewrite that begins by itself would change the file of which a test cuts off the end.
    TestRedis redis =
        TestRedis.start(newest(), "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0");
    return new Servers(redis.address(), List.of(redis), List.of(), redis::close);
  }

  private static Servers cluster(int shards, boolean replicated) {
    TestCluster cluster = TestCluster.start(newest(), shards, replicated);
    return new Servers(cluster.addresses(), cluster.nodes(), List.of(cluster), cluster::close);
  }

  /** Where the gateways look for a worker; nobody is there if there are none. */
  private int workerPort() {
    return settings.workers == 0 ? JavaProcess.freePort() : url("worker-1").getPort();
  }

  private static TestRedis.Edition newest() {
    return TestRedis.Edition.available().getLast();
  }

  private void processor(String name, String fee) {
    try {
      // Ports that nobody else gets while a test has the processor, or the way to it, down.
      ProcessorSimulator simulator =
          ProcessorSimulator.builder().port(JavaProcess.freePort()).fee(fee).start();
      URI url = URI.create(simulator.url());
      processors.put(name, simulator);
      proxies.put(
          name,
          new FaultProxy(
              JavaProcess.freePort(),
              new InetSocketAddress(url.getHost(), url.getPort()),
              settings.seed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void process(String name, String mode, List<String> flags) {
    int port = JavaProcess.freePort();
    List<String> arguments = new ArrayList<>();
    if (!settings.withoutTool) {
      arguments.add("serve");
    }
    arguments.add("--mode=" + mode);
    arguments.add("--profile=challenge");
    arguments.add("--server.host=" + HOST);
    arguments.add("--server.port=" + port);
    arguments.add("--management.port=none");
    arguments.add("--redis.address=" + redisFor(name));
    arguments.add("--warm-up.requests=0");
    arguments.add("--processors.names=" + String.join(",", processors.keySet()));
    settings.fees.forEach(
        (processor, fee) -> arguments.add("--processors." + processor + ".fee=" + fee));
    proxies.forEach(
        (processor, proxy) -> {
          arguments.add("--processors." + processor + ".url=" + proxy.url());
          if (settings.promises) {
            arguments.add("--processors." + processor + ".look-up-lag=0");
            arguments.add("--processors." + processor + ".failed-statuses=500");
          }
        });
    arguments.addAll(flags);
    arguments.addAll(settings.flags);
    urls.put(name, URI.create("http://" + HOST + ":" + port));
    processes.put(
        name,
        new JavaProcess(
            settings.test + "-" + name,
            settings.environment,
            settings.jvmFlags,
            settings.withoutTool ? Main.class : RinhaCli.class,
            arguments));
  }

  private String redisFor(String process) {
    if (!settings.relays) {
      return servers.addresses();
    }
    try {
      Relay relay =
          new Relay(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis().port()));
      relays.put(process, relay);
      return relay.address();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A builder for the stack of that test: one gateway, one worker. */
  static Builder of(Class<?> test) {
    return new Builder(test.getSimpleName());
  }

  /** A process by name. */
  JavaProcess process(String name) {
    JavaProcess process = processes.get(name);
    if (process == null) {
      throw new IllegalArgumentException("no process " + name + " in " + processes.keySet());
    }
    return process;
  }

  /** The names of all JVMs. */
  List<String> names() {
    return List.copyOf(processes.keySet());
  }

  /** All as new for the next test: everything runs, is healthy, and has no payments. */
  void reset() {
    network(FaultPlan.none());
    proxies.values().forEach(FaultProxy::passOn);
    startAll();
    purge();
    processors.values().forEach(Stack::calm);
    processors.values().forEach(ProcessorSimulator::purge);
  }

  /** From now on the processor does what it is documented to do, at once. */
  static void calm(ProcessorSimulator processor) {
    processor.delay(Duration.ZERO);
    processor.failing(false);
    processor.faults(Faults.none());
  }

  /** Forgets all payments, as a client does it. */
  void purge() {
    try {
      HttpResponse<String> answer = http.post(url("worker-1").resolve("/purge-payments"), "");
      assertEquals(200, answer.statusCode(), answer::body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts whatever is dead and waits until all serve. */
  void startAll() {
    start(names().toArray(String[]::new));
  }

  /** Starts what is dead of these and waits until they serve. */
  void start(String... names) {
    for (String name : names) {
      process(name).start();
    }
    for (String name : names) {
      awaitServing(name);
    }
  }

  /** {@code kill -9}. */
  void kill(String name) {
    process(name).kill();
  }

  private void awaitServing(String name) {
    JavaProcess process = process(name);
    Waiting.until(
        () -> http.healthy(url(name)) || !process.running(),
        START_BOUND,
        () -> process + " does not serve");
    if (!process.running()) {
      throw new AssertionError(process + " has ended by itself");
    }
  }

  TestRedis redis() {
    return servers.all().getFirst();
  }

  /** In a stack that has one. */
  TestCluster theCluster() {
    return servers.clusters().getFirst();
  }

  /** The store as an observer sees it, past all processes. */
  RedisStore store() {
    return store;
  }

  URI url(String name) {
    URI url = urls.get(name);
    if (url == null) {
      throw new IllegalArgumentException("no process " + name + " in " + urls.keySet());
    }
    return url;
  }

  List<URI> gateways() {
    return urls.keySet().stream().filter(name -> name.startsWith("api")).map(this::url).toList();
  }

  Map<String, ProcessorSimulator> processors() {
    return processors;
  }

  ProcessorSimulator cheapProcessor() {
    return processor("default");
  }

  ProcessorSimulator processor(String name) {
    ProcessorSimulator processor = processors.get(name);
    if (processor == null) {
      throw new IllegalArgumentException("no processor " + name + " in " + processors.keySet());
    }
    return processor;
  }

  /** From now on the way to the processors is like this. */
  void network(FaultPlan plan) {
    proxies.values().forEach(proxy -> proxy.plan(plan));
  }

  Map<String, FaultProxy> proxies() {
    return proxies;
  }

  /** What each process has between itself and Redis, by its name. */
  Map<String, Relay> relays() {
    return relays;
  }

  Http http() {
    return http;
  }

  /** Begins to post payments to all gateways, with all that clients do besides. */
  Payments load(int perSecond) {
    return Payments.moody(gateways(), perSecond, settings.seed + loads.incrementAndGet());
  }

  /** An examination that asks that process for summaries. */
  Examination examination(String summaries) {
    return new Examination(store, processors, url(summaries), http, settings.seed);
  }

  @Override
  public void close() {
    processes.values().forEach(JavaProcess::close);
    store.close();
    servers.closing().run();
    relays.values().forEach(Relay::close);
    proxies.values().forEach(FaultProxy::close);
    processors.values().forEach(ProcessorSimulator::close);
    http.close();
  }

  /** What is in a stack. */
  static final class Builder {

    private final String test;
    private int gateways = 1;
    private int workers = 1;
    private long seed = System.nanoTime();
    private boolean withoutTool;
    private boolean promises = true;
    private boolean relays;
    private int shards;
    private boolean replicated;
    private final Map<String, String> fees = new LinkedHashMap<>();
    private final List<String> flags = new ArrayList<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Builder(String test) {
      this.test = test;
      fee("default", "0.05").fee("fallback", "0.15");
    }

    Builder gateways(int count) {
      gateways = count;
      return this;
    }

    Builder workers(int count) {
      workers = count;
      return this;
    }

    /** What a processor charges; one that is not there is added. */
    Builder fee(String processor, String fee) {
      fees.put(processor, fee);
      return this;
    }

    /** A setting of the service, for all processes. */
    Builder flag(String key, String value) {
      flags.add("--" + key + "=" + value);
      return this;
    }

    /** A variable, for all processes. */
    Builder variable(String name, String value) {
      environment.put(name, value);
      return this;
    }

    Builder jvmFlag(String flag) {
      jvmFlags.add(flag);
      return this;
    }

    /** Processors of which nothing is known but the defaults. */
    Builder withoutPromises() {
      promises = false;
      return this;
    }

    /** A relay between each process and Redis. */
    Builder relays() {
      relays = true;
      return this;
    }

    /** Three primaries with a replica each instead of one Redis. */
    Builder cluster() {
      return cluster(3, true);
    }

    /** So many primaries, with a replica each or without, instead of one Redis. */
    Builder cluster(int primaries, boolean withReplicas) {
      shards = primaries;
      replicated = withReplicas;
      return this;
    }

    /** The service as the container runs it, without rinha-cli around it. */
    Builder withoutTool() {
      withoutTool = true;
      return this;
    }

    Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** Starts everything and waits until it serves. */
    Stack start() {
      Stack stack = new Stack(this);
      try {
        stack.startAll();
      } catch (RuntimeException | Error e) {
        stack.close();
        throw e;
      }
      return stack;
    }
  }
}
