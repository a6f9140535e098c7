package dev.sonde.agent.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.hostile.LoopWatch.Seen;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Probes a server that means harm, several times, and asserts that the reason is the right one, that the loop went on
 * ticking and that memory stayed within bounds. The runs are asked for their evidence too, on the loop, as they are where
 * they are kept. Of several runs the best counts: on a busy machine any of them may be held up by others, but what the
 * server can do to the loop it does every time. The first may take longer, because it loads classes.
 */
final class Attack implements AutoCloseable {
    /** A loop kept from its work for longer spoils the verdicts of other checks. */
    private static final long MOST_BUSY_NANOS = Duration.ofMillis(50).toNanos();

    private static final long MOST_BUSY_AT_FIRST_NANOS = Duration.ofMillis(250).toNanos();
    /** By the clock: whoever waits for something on the loop would wait so long. A busy machine takes its share of it. */
    private static final long MOST_LATE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final int RUNS = 3;

    final TestLoop loop;
    private final LoopWatch watch;
    private Duration timeout = Duration.ofSeconds(20);

    Attack(Path directory, Map<String, String> environment) {
        Engines engines = Engines.detect();
        loop = new TestLoop(engines, TestLoop.settings(engines, directory, environment));
        watch = new LoopWatch(loop.context);
    }

    /** For servers that are only ended by it. */
    Attack within(Duration otherwise) {
        timeout = otherwise;
        return this;
    }

    /**
     * Makes the runs.
     *
     * @param reason null where all there is time for does not tell it
     * @param mostMegabytes that one run may ask for
     * @return the detail of the last
     */
    String by(Conversation server, Function<TcpTarget, Target> target, FailureReason reason, int mostMegabytes) {
        try (TcpTarget hostile = new TcpTarget(server)) {
            return on(target.apply(hostile), reason, mostMegabytes);
        }
    }

    /** The same with a server that is there already. */
    String on(Target target, FailureReason reason, int mostMegabytes) {
        Probe probe = loop.probe(target, timeout);
        watch.read();
        Seen[] seen = new Seen[RUNS];
        String detail = "";
        for (int run = 0; run < RUNS; run++) {
            Sample sample = loop.on(() -> probe.run().map(ended -> {
                detailOfTrail(ended);
                return ended;
            }));
            seen[run] = watch.read();
            detail = sample.detail();
            Outcome overloaded = Outcome.unknown(UnknownReason.AGENT_OVERLOADED);
            // On a busy machine two seconds may be too few to judge a long answer by; that is the agent's own lack too.
            boolean excused =
                    reason == FailureReason.ASSERTION && sample.outcome().equals(overloaded);
            if (!excused) {
                assertThat(sample.outcome())
                        .as(detail)
                        .isEqualTo(reason == null ? overloaded : Outcome.failure(reason));
            }
        }
        loop.on(() -> {
            probe.close();
            return Future.succeededFuture();
        });
        String all = List.of(seen) + " " + detail;
        System.out.println(all.length() > 300 ? all.substring(0, 300) : all);
        assertThat(seen[0].busyNanos()).as(all).isLessThan(MOST_BUSY_AT_FIRST_NANOS);
        assertThat(least(seen, Seen::busyNanos)).as(all).isLessThan(MOST_BUSY_NANOS);
        assertThat(least(seen, Seen::lateNanos)).as(all).isLessThan(MOST_LATE_NANOS);
        assertThat(least(seen, Seen::allocatedBytes)).as(all).isLessThan(mostMegabytes * 1_000_000L);
        return detail;
    }

    private static void detailOfTrail(Sample ended) {
        assertThat(ended.trail().trail().body().length()).isLessThanOrEqualTo(1_000);
    }

    private static long least(Seen[] seen, Function<Seen, Long> figure) {
        return IntStream.range(0, seen.length)
                .mapToLong(run -> figure.apply(seen[run]))
                .min()
                .orElseThrow();
    }

    @Override
    public void close() {
        watch.close();
        loop.close();
    }

    /** A server that reads a request's head and answers with a beginning and pieces without end. */
    static Conversation endless(String beginning, IntFunction<String> piece) {
        return socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, beginning);
            pour(socket, piece);
        };
    }

    /** Writes pieces until the peer has gone. */
    static void pour(Socket socket, IntFunction<String> piece) throws IOException {
        OutputStream out = socket.getOutputStream();
        StringBuilder pieces = new StringBuilder();
        for (int i = 0; ; i++) {
            pieces.append(piece.apply(i));
            if (pieces.length() > 8_000) {
                out.write(pieces.toString().getBytes(StandardCharsets.ISO_8859_1));
                pieces.setLength(0);
            }
        }
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** A server that answers every request with this head and body. */
    static Conversation answering(String head, byte[] body) {
        return socket -> {
            if (!TcpTarget.readHead(socket.getInputStream()).isEmpty()) {
                write(socket, head);
                socket.getOutputStream().write(body);
                socket.getOutputStream().flush();
                TcpTarget.awaitClose(socket);
            }
        };
    }
}
