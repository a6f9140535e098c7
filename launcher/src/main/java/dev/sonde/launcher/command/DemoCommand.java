package dev.sonde.launcher.command;

import dev.sonde.collector.CollectorOptions;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.launcher.demo.Narrator;
import dev.sonde.launcher.demo.SampleConfig;
import dev.sonde.launcher.demo.SampleEndpoints;
import dev.sonde.launcher.demo.WebhookDesk;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sonde demo}: the whole product in one process, with endpoints that misbehave and somebody who is told of it. */
@Command(
        name = "demo",
        description = {
            "The whole product in one process, against sample endpoints of its own.",
            "Within a minute a promise breaks, an incident opens, and its webhook is received, verified and printed."
                    + " Everything lives in a temporary directory that is deleted at the end."
        })
public final class DemoCommand implements Callable<Integer> {
    /** How long {@code --once} waits for a message. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--once",
            description = "End with status 0 after the first verified message, or with 1 if there is none within 90 s"
                    + " (default: until Ctrl-C).")
    private boolean once;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            defaultValue = "${env:SONDE_LISTEN_HOST:-127.0.0.1}:9740",
            description = "Where metrics and API are served; a free port is taken if this one is in use (default:"
                    + " ${DEFAULT-VALUE}).")
    private ListenAddress listen;

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        Lifetime lifetime = Lifetime.begin();
        AtomicBoolean told = new AtomicBoolean();
        Narrator narrator = new Narrator(spec.commandLine().getOut(), System::nanoTime, () -> {
            told.set(true);
            if (once) {
                lifetime.end();
            }
        });
        narrator.begin();
        Path home = null;
        Vertx vertx = Vertx.vertx();
        try {
            home = Files.createTempDirectory("sonde-demo-");
            OneProcess process = start(narrator, home, vertx);
            AtomicBoolean late = new AtomicBoolean();
            vertx.setPeriodic(SIGN_OF_LIFE.toMillis(), timer -> narrator.waiting());
            if (once) {
                vertx.setTimer(PATIENCE.toMillis(), timer -> {
                    late.set(true);
                    lifetime.end();
                });
            }
            int status = lifetime.await(process.collector()::reload, process);
            if (late.get() && !told.get()) {
                throw new CommandFailure("no verified webhook within " + PATIENCE.toSeconds() + " s");
            }
            return status;
        } catch (IOException e) {
            throw new CommandFailure("temporary directory: " + e.getMessage() + " (expected: a writable one)", e);
        } finally {
            Outcomes.await(vertx.close());
            if (home != null) {
                delete(home);
                narrator.end();
            }
        }
    }

    private OneProcess start(Narrator narrator, Path home, Vertx vertx)
            throws IOException, InvalidConfigException, InterruptedException {
        String secret = SampleConfig.newWebhookSecret();
        SampleEndpoints endpoints = Outcomes.await(SampleEndpoints.start(vertx, Instant.now()));
        WebhookDesk desk = Outcomes.await(WebhookDesk.open(vertx, secret, InstantSource.system(), narrator));
        SampleConfig config = SampleConfig.write(home, endpoints, desk.url(), secret);
        narrator.watched(endpoints, config, desk);
        ListenAddress address = isFree(listen) ? listen : listen.withPort(0);
        SecretResolver secrets = new SecretResolver(config.secrets(), Map.of(), List.of());
        CollectorOptions options = new CollectorOptions(
                home.resolve("data"),
                address.host(),
                address.port(),
                null,
                null,
                isFree(listen) ? URI.create("http://" + listen) : null,
                secrets,
                AddressFence.operator(),
                BuildVersion.current());
        OneProcess process = OneProcess.start(config.directory(), options, secrets, Location.LOCAL);
        narrator.probing("http://" + listen.withPort(process.collector().port()));
        return process;
    }

    private static boolean isFree(ListenAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new CommandFailure(directory + " could not be deleted: " + e.getMessage(), e);
        }
    }
}
