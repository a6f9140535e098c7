package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.icmp.Echo;
import dev.sonde.agent.probe.icmp.EchoReply;
import dev.sonde.agent.probe.icmp.EchoRequest;
import dev.sonde.agent.probe.icmp.EchoThreads;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Reach;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One echo request. Belongs to one event loop; waits on threads of its own. */
final class IcmpProber implements Prober {
    /** As many as there may be probes at once: an echo that is never answered must not keep others waiting. */
    private static final int MOST_AT_ONCE = 1000;

    private static final List<String> PHASES = List.of("resolve", "setup", "rtt");
    private static final byte[] TEXT = "Sonde echo, drop-in for probes".getBytes(StandardCharsets.US_ASCII);

    private final ProbeLoop loop;
    private final EchoThreads waiting;

    IcmpProber(ProbeLoop loop) {
        this.loop = loop;
        this.waiting = new EchoThreads(loop, "sonde-echo", MOST_AT_ONCE);
        var unused = loop.onWorker(() -> {
            Echo.prepare();
            return null;
        });
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        ProbeModule.Icmp icmp = module.icmp();
        PHASES.forEach(phase -> attempt.gauges().set(Family.ICMP_DURATION, 0, "phase", phase));
        InetAddress source;
        try {
            source = Reach.source(icmp.ip().source());
        } catch (IllegalArgumentException e) {
            attempt.fail("source address not understood", "err", String.valueOf(e.getMessage()));
            return;
        }
        attempt.resolve(target, icmp.ip(), address -> {
            attempt.gauges()
                    .set(Family.ICMP_DURATION, attempt.gauges().get(Family.DNS_LOOKUP_TIME), "phase", "resolve");
            if (icmp.dontFragment() && address instanceof Inet6Address) {
                attempt.fail("dont_fragment is for IPv4", "address", address.getHostAddress());
                return;
            }
            attempt.doing("waiting for the reply");
            EchoRequest request = request(icmp, address, source, attempt.deadlineNanos() - loop.now());
            AtomicBoolean over = new AtomicBoolean();
            attempt.atEnd(() -> over.set(true));
            waiting.send(request, new EchoThreads.Listener() {
                @Override
                public boolean isOver() {
                    return over.get();
                }

                @Override
                public void told(EchoReply reply) {
                    attempt.guarded(() -> tell(attempt, reply));
                }

                @Override
                public void failed(Throwable cause) {
                    attempt.guarded(() -> attempt.fail("no echo", "err", String.valueOf(cause.getMessage())));
                }
            });
        });
    }

    private static EchoRequest request(
            ProbeModule.Icmp icmp, InetAddress address, @Nullable InetAddress source, long timeoutNanos) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] payload = icmp.payloadSize() == 0 ? TEXT : Arrays.copyOf(TEXT, icmp.payloadSize());
        return new EchoRequest(
                address,
                source,
                random.nextInt(0x10000),
                random.nextInt(0x10000),
                icmp.ttl(),
                icmp.dontFragment(),
                new EchoRequest.Payload(payload),
                timeoutNanos);
    }

    private static void tell(Attempt attempt, EchoReply reply) {
        Gauges gauges = attempt.gauges();
        gauges.set(Family.ICMP_DURATION, Attempt.seconds(reply.setupNanos()), "phase", "setup");
        if (!reply.came()) {
            if (reply.refusal().isEmpty()) {
                attempt.fail("no reply in time");
            } else {
                attempt.fail("not reachable", "err", reply.refusal());
            }
            return;
        }
        gauges.set(Family.ICMP_DURATION, Attempt.seconds(reply.roundTripNanos()), "phase", "rtt");
        if (reply.hopLimit() >= 0) {
            gauges.set(Family.ICMP_HOP_LIMIT, reply.hopLimit());
        }
        attempt.succeed();
    }
}
