package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.IpChoice;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.result.FailureReason;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One probe under way: what it may use, what it has found, and its one end, which comes at the deadline at the latest.
 * Belongs to one event loop.
 */
final class Attempt {
    private static final double NANOS = 1e9;

    private final ProbeLoop loop;
    private final ProbeLoop own;
    private final ProbeFence fence;
    private final ProbeLog log;
    private final Duration timeout;
    private final Gauges gauges = new Gauges();
    private final Promise<Boolean> promise = Promise.promise();
    private final Deque<Runnable> atEnd = new ArrayDeque<>();
    private final long startedNanos;
    private @Nullable Long deadline;
    private String doing = "beginning";
    private boolean over;

    /** @param own for what the operator wrote, such as a proxy: fenced as checks are */
    Attempt(ProbeLoop loop, ProbeLoop own, ProbeFence fence, ProbeLog log, Duration timeout) {
        this.loop = loop;
        this.own = own;
        this.fence = fence;
        this.log = log;
        this.timeout = timeout;
        this.startedNanos = loop.now();
    }

    /** Starts the clock and the probe; the future holds whether it succeeded, and never fails. */
    Future<Boolean> start(Consumer<Attempt> probe) {
        long millis = Math.max(1, timeout.plusNanos(999_999).toMillis());
        deadline = loop.vertx()
                .setTimer(
                        millis,
                        passed -> fail("the timeout of " + seconds(timeout.toNanos()) + " s passed", "while", doing));
        try {
            probe.accept(this);
        } catch (RuntimeException defect) {
            fail("defect of the prober", "err", defect.toString());
        }
        return promise.future();
    }

    ProbeLoop loop() {
        return loop;
    }

    ProbeFence fence() {
        return fence;
    }

    Gauges gauges() {
        return gauges;
    }

    ProbeLog log() {
        return log;
    }

    /** When it started, on the monotonic clock. */
    long startedNanos() {
        return startedNanos;
    }

    /** When its timeout passes, on the monotonic clock. */
    long deadlineNanos() {
        return startedNanos + timeout.toNanos();
    }

    /** What is waited for, for the message if that never comes: {@code reading the body}. */
    void doing(String what) {
        doing = what;
    }

    String doing() {
        return doing;
    }

    boolean isOver() {
        return over;
    }

    /** Has this done when the probe is over, however; the newest first. */
    void atEnd(Runnable action) {
        if (over) {
            action.run();
        } else {
            atEnd.push(action);
        }
    }

    void succeed() {
        end(true);
    }

    /** @param pairs of words for the log */
    void fail(String message, String... pairs) {
        if (!over) {
            log.error(message, pairs);
            end(false);
        }
    }

    /** The probe ended without anything further to say. */
    void end(boolean success) {
        if (over) {
            return;
        }
        over = true;
        if (deadline != null) {
            loop.vertx().cancelTimer(deadline);
        }
        while (!atEnd.isEmpty()) {
            atEnd.pop().run();
        }
        promise.complete(success);
    }

    /** Does on a worker what blocks, and goes on with it; what it throws ends the probe. */
    <T> void blocking(Callable<T> work, Consumer<T> next) {
        loop.onWorker(work).onComplete(done -> {
            if (over) {
                return;
            }
            if (done.failed()) {
                String message = done.cause().getMessage();
                fail("not prepared", "err", message == null ? done.cause().toString() : message);
                return;
            }
            guarded(() -> next.accept(done.result()));
        });
    }

    /** A step that was called back: a defect in it ends the probe. */
    void guarded(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException defect) {
            fail("defect of the prober", "err", defect.toString());
        }
    }

    /** Finds the target's address, with the three gauges that tell of it. */
    void resolve(String host, IpChoice choice, Consumer<InetAddress> next) {
        gauges.set(Family.IP_PROTOCOL, 0);
        gauges.set(Family.DNS_LOOKUP_TIME, 0);
        gauges.set(Family.IP_ADDRESS_HASH, 0);
        long begun = loop.now();
        doing("resolving " + host);
        addresses(host, choice, new Reach.Listener() {
            @Override
            public void chosen(List<InetAddress> addresses) {
                InetAddress address = addresses.get(0);
                gauges.set(Family.DNS_LOOKUP_TIME, (loop.now() - begun) / NANOS);
                gauges.set(Family.IP_PROTOCOL, address.getAddress().length == 4 ? 4 : 6);
                gauges.set(Family.IP_ADDRESS_HASH, (double) fnv1a(address.getAddress()));
                next.accept(address);
            }

            @Override
            public void refused(Verdict verdict) {
                gauges.set(Family.DNS_LOOKUP_TIME, (loop.now() - begun) / NANOS);
                refuse(verdict);
            }
        });
    }

    /** The addresses of any host of the probe that the fence permits, best first, without gauges. */
    void addresses(String host, IpChoice choice, Reach.Listener listener) {
        if (host.isEmpty()) {
            fail("no host in the target");
            return;
        }
        if (!permits(host)) {
            listener.refused(blocked(host));
            return;
        }
        try {
            loop.resolve(host, reach(choice), new Reach.Listener() {
                @Override
                public void chosen(List<InetAddress> addresses) {
                    guarded(() -> listener.chosen(addresses));
                }

                @Override
                public void refused(Verdict verdict) {
                    guarded(() -> listener.refused(verdict));
                }
            });
        } catch (IllegalArgumentException e) {
            fail("not resolved", "err", String.valueOf(e.getMessage()));
        }
    }

    /** Whether a host may be probed as far as it can be said before its name is resolved. */
    boolean permits(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        return literal == null ? fence.permitsName(host) : fence.permitsLiteral(host, address(literal));
    }

    /** The same for what a header Host would say, with or without a port. */
    boolean permitsHostHeader(String header) {
        try {
            return permits(HostPort.parse(header, 443).host());
        } catch (IllegalArgumentException e) {
            return permits(header);
        }
    }

    static Verdict blocked(String host) {
        return Verdict.failure(FailureReason.BLOCKED, host + " may not be probed from here (--probe-allow)");
    }

    /** The address of a host that the operator wrote. */
    void ownAddress(String host, Consumer<InetAddress> next) {
        doing("resolving " + host);
        own.resolve(host, Reach.DEFAULT, new Reach.Listener() {
            @Override
            public void chosen(List<InetAddress> addresses) {
                guarded(() -> next.accept(addresses.get(0)));
            }

            @Override
            public void refused(Verdict verdict) {
                guarded(() -> refuse(verdict));
            }
        });
    }

    /** The probe ends because of this. */
    void refuse(Verdict verdict) {
        fail(verdict.detail(), "reason", verdict.outcome().reasonLabel());
    }

    private static Reach reach(IpChoice choice) {
        IpFamily preferred = choice.preferred() == IpChoice.Family.IP4 ? IpFamily.IP4 : IpFamily.IP6;
        return new Reach(preferred, choice.fallback(), Reach.source(choice.source()), false);
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + bytes.length + " bytes", e);
        }
    }

    /** FNV-1a, 32 bits. */
    static long fnv1a(byte[] bytes) {
        int hash = 0x811C9DC5;
        for (byte each : bytes) {
            hash = (hash ^ (each & 0xFF)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }

    static double seconds(long nanos) {
        return nanos / NANOS;
    }
}
