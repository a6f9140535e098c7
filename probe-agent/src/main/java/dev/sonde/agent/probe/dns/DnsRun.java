package dev.sonde.agent.probe.dns;

import dev.sonde.agent.expect.OverBudgetException;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.agent.probe.run.WireRun;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsTarget.Transport;
import dev.sonde.contract.check.DnsWords;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The DNS part of one run: the server's name, a connection unless it is UDP, one query, one answer. From the query to the
 * answer it is {@code processing}. An answer by UDP that was cut short is asked for again by TCP, whose phases add up with
 * the first's. Belongs to one event loop.
 */
final class DnsRun extends WireRun {
    private final DnsTarget target;
    private final DnsProcedure.Needs needs;
    private final byte[] query;
    private Transport transport;
    private byte[] come = new byte[0];

    DnsRun(Run run, DnsTarget target, DnsProcedure.Needs needs) {
        super(run, needs.reach());
        this.target = target;
        this.needs = needs;
        this.query = query(ThreadLocalRandom.current().nextInt(0x10000), target);
        this.transport = target.transport();
    }

    static byte[] query(int id, DnsTarget target) {
        return DnsMessage.query(
                id,
                target.name(),
                DnsWords.typeNumber(target.type()),
                DnsWords.classNumber(target.queryClass()),
                target.recursion());
    }

    @Override
    public void start() {
        Endpoint asked = target.server() == null ? systemsServer() : target.server();
        if (asked == null) {
            end(
                    Verdict.unknown(
                            UnknownReason.AGENT_MISCONFIGURED,
                            "server: this machine names none in /etc/resolv.conf (expected: server: HOST)"),
                    run.loop().now());
        } else {
            dial(asked);
        }
    }

    private @Nullable Endpoint systemsServer() {
        for (InetSocketAddress each : run.loop().nameServers()) {
            if (each.getAddress() != null) {
                String host = each.getAddress().getHostAddress().replaceFirst("%.*", "");
                boolean usual = each.getPort() == Transport.UDP.usualPort();
                return new Endpoint(host, usual ? target.transport().usualPort() : each.getPort());
            }
        }
        return null;
    }

    @Override
    protected Wire open(Dial dial) {
        boolean datagrams = transport == Transport.UDP;
        run.enter(datagrams ? Phase.PROCESSING : Phase.CONNECT, run.loop().now());
        return datagrams
                ? run.loop().dialer().datagrams(dial, pipeline -> {}, this)
                : run.loop().dialer().connect(dial, security(), this);
    }

    private @Nullable Security security() {
        TlsProfile tls = needs.tls();
        if (transport != Transport.TLS || tls == null || target.tls() == null) {
            return null;
        }
        String name = target.tls().serverName();
        return Security.of(tls, name == null ? peer().host() : name, List.of());
    }

    @Override
    public void ready() {
        settlePhases();
        wire().send(transport == Transport.UDP ? query : framed(query));
    }

    @Override
    public void received(Object message) {
        if (isOver()) {
            return;
        }
        long now = run.loop().now();
        byte[] bytes = ByteBufUtil.getBytes((ByteBuf) message);
        if (transport == Transport.UDP) {
            read(bytes, now);
            return;
        }
        come = joined(come, bytes);
        int length = come.length < 2 ? Integer.MAX_VALUE : ((come[0] & 0xFF) << 8 | (come[1] & 0xFF)) + 2;
        if (come.length >= length) {
            read(Arrays.copyOfRange(come, 2, length), now);
        }
    }

    @Override
    protected Verdict lost(@Nullable Throwable cause) {
        Dial dial = wire().dial();
        return transport == Transport.UDP && cause != null
                ? Failures.ofDatagrams(cause, dial)
                : Failures.ofWire(cause, run.phase(), dial, "before its answer");
    }

    @Override
    protected String awaited() {
        return "answer of " + dialled();
    }

    private void read(byte[] bytes, long now) {
        if (needs.judge().isQuick(bytes.length)) {
            judged(judge(bytes), now);
            return;
        }
        boolean cutShort = transport == Transport.UDP && bytes.length > 2 && (bytes[2] & 0x02) != 0;
        if (!cutShort) {
            run.answered(now); // what it takes to read it is not the server's
        }
        wire().close();
        run.loop()
                .onWorker(() -> judge(bytes))
                .onSuccess(read -> judged(read, now))
                .onFailure(defect -> end(
                        Verdict.unknown(UnknownReason.AGENT_ERROR, "reading the answer: " + defect),
                        run.loop().now()));
    }

    /**
     * What was read, and what it is worth.
     *
     * @param message null if it could not be read
     */
    private record Judged(@Nullable DnsMessage message, Verdict verdict) {}

    private Judged judge(byte[] bytes) {
        try {
            DnsMessage message = DnsMessage.parse(bytes);
            return new Judged(message, message.answers(query) ? needs.judge().verdict(message) : stray(message));
        } catch (OverBudgetException e) {
            return new Judged(null, Verdict.unknown(UnknownReason.AGENT_OVERLOADED, String.valueOf(e.getMessage())));
        } catch (DnsMessage.MalformedException e) {
            return new Judged(null, Verdict.failure(FailureReason.PROTOCOL, "the answer is " + e.getMessage()));
        }
    }

    private Verdict stray(DnsMessage message) {
        int id = (query[0] & 0xFF) << 8 | (query[1] & 0xFF);
        return Verdict.failure(
                FailureReason.PROTOCOL,
                message.id() == id
                        ? "question: " + message.question() + " (expected: " + DnsMessage.question(query) + ")"
                        : "id: " + message.id() + " (expected: " + id + ", the query's)");
    }

    private void judged(Judged judged, long now) {
        if (isOver() || run.hasEnded()) {
            return;
        }
        DnsMessage message = judged.message();
        if (message == null || !message.answers(query)) {
            end(judged.verdict(), run.loop().now());
            return;
        }
        if (message.truncated() && transport == Transport.UDP) {
            wire().close();
            run.trail().note("truncated", "the answer by UDP was cut short; asked again by TCP");
            transport = Transport.TCP;
            ask(wire().dial().address());
            return;
        }
        run.status(message.rcode());
        tell(message);
        if (judged.verdict().equals(Verdict.SUCCESS)) {
            end(wire().dial(), needs.expectations(), now);
        } else {
            end(judged.verdict(), now);
        }
    }

    private void tell(DnsMessage message) {
        run.trail().note("rcode", DnsWords.rcodeWord(message.rcode()));
        run.trail().body(() -> String.join("\n", message.answer()));
    }

    private static byte[] framed(byte[] message) {
        byte[] head = {(byte) (message.length >>> 8), (byte) message.length};
        return joined(head, message);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
