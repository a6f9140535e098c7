package dev.sonde.agent.probe.dialogue;

import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.RunTrail;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One dialogue while it is held. What comes is kept only until a step has used it up, and no more than {@link #MAX_BYTES} of
 * it; looking at it again and again takes at most a tenth of the loop's time, however slowly it comes. Belongs to one event
 * loop.
 */
public final class Talk {
    /** Most bytes that may come for one answer. */
    public static final int MAX_BYTES = 64 * 1024;

    /** A look that takes less may be repeated at once. */
    private static final long QUICK_NANOS = 100_000;

    private final Script script;
    private final Flow flow;
    private final ProbeLoop loop;
    private final Partner partner;
    private final Inbox inbox;
    private final Map<String, String> named = new HashMap<>();
    private List<String> numbered = List.of();
    private int position;
    private long newestNanos;
    private long nextLookNanos;
    private @Nullable ScheduledFuture<?> nextLook;
    private boolean held;
    private boolean partlyUsed;
    private boolean securing;
    private boolean over;

    /** Does what the dialogue asks for, and is told its end; then nothing more comes from it. */
    public interface Partner {
        /**
         * Sends.
         *
         * @param text whether they are a text, for protocols that make a difference
         */
        void say(byte[] bytes, boolean text);

        /** Reads nothing more from the peer for now, or goes on. */
        void hold(boolean held);

        /** Goes over to TLS; {@link Talk#secured} is to be called when that is done. */
        void secure();

        /**
         * All steps were taken.
         *
         * @param atNanos when the last answer came, or the last step was taken
         */
        void done(long atNanos);

        /** A step failed for good. */
        void failed(Verdict verdict, long atNanos);
    }

    public Talk(Script script, Flow flow, ProbeLoop loop, Partner partner) {
        this.script = script;
        this.flow = flow;
        this.loop = loop;
        this.partner = partner;
        this.inbox = new Inbox(flow);
        this.nextLookNanos = loop.now();
    }

    /** Begins; the connection stood, or was secured, at this instant. */
    public void begin(long atNanos) {
        newestNanos = atNanos;
        advance();
    }

    /** The peer said something, a message as a whole. */
    public void heard(ByteBuf came, long atNanos) {
        if (over) {
            return;
        }
        newestNanos = atNanos;
        if (flow == Flow.DATAGRAMS) {
            inbox.clear(); // what is left of the one before answers nothing any more
            partlyUsed = false;
        }
        inbox.add(came);
        if (flow != Flow.DATAGRAMS && atNanos - nextLookNanos < 0) {
            lookLater(nextLookNanos - atNanos);
        } else {
            advance();
        }
    }

    /** What has come and was not looked at yet is looked at now: nothing more will come. */
    private void lookNow() {
        if (nextLook != null) {
            nextLook.cancel(false);
            look();
        }
    }

    private void look() {
        nextLook = null;
        if (held) {
            held = false;
            partner.hold(false);
        }
        advance();
    }

    /** The connection is secured now. */
    public void secured(long atNanos) {
        if (!over && securing) {
            securing = false;
            newestNanos = atNanos;
            advance();
        }
    }

    /** Ends it; nobody is told. */
    public void stop() {
        over = true;
        if (nextLook != null) {
            nextLook.cancel(false);
            nextLook = null;
        }
    }

    /** Whether it will still go over to TLS, or is doing so. */
    public boolean securesLater() {
        return securing || script.securesFrom(position);
    }

    private void lookLater(long nanos) {
        if (nextLook == null) {
            nextLook = loop.eventLoop().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
        if (!held && inbox.size() > MAX_BYTES) {
            held = true;
            partner.hold(true);
        }
    }

    private void advance() {
        while (!over && !securing) {
            if (position == script.moves().size()) {
                long atNanos = newestNanos;
                stop();
                partner.done(atNanos);
                return;
            }
            Move move = script.moves().get(position);
            if (move instanceof Move.Hear hear) {
                if (inbox.isEmpty() || !heard(hear.needle())) {
                    return;
                }
                position++;
            } else {
                act(move);
                position++;
            }
        }
    }

    private void act(Move move) {
        if (move instanceof Move.Say say) {
            byte[] bytes = say.template().filled(this::captured);
            if (bytes == null) {
                fail(
                        FailureReason.TOO_LARGE,
                        "what is to be sent, filled in, has over " + Template.MAX_BYTES + " bytes");
                return;
            }
            say(bytes, true);
        } else if (move instanceof Move.SayBytes say) {
            say(say.bytes(), false);
        } else {
            // What came in clear text must not pass for something said under TLS.
            inbox.clear();
            securing = true;
            partner.secure();
        }
    }

    private void say(byte[] bytes, boolean text) {
        if (bytes.length > 0) {
            partner.say(bytes, text);
        }
        newestNanos = loop.now();
    }

    private String captured(String name) {
        if (!Character.isDigit(name.charAt(0))) {
            return named.getOrDefault(name, "");
        }
        int group = Integer.parseInt(name);
        return group < numbered.size() ? numbered.get(group) : "";
    }

    /** Looks whether the answer is there; fails what can no longer become good. */
    private boolean heard(Needle needle) {
        long before = loop.now();
        Needle.Found found = inbox.take(needle);
        long took = loop.now() - before;
        nextLookNanos = took < QUICK_NANOS ? before : before + 10 * took;
        if (found != null) {
            if (found.numbered() != null) {
                numbered = found.numbered();
                named.putAll(found.named());
            }
            partlyUsed = true;
            return true;
        }
        if (flow == Flow.DATAGRAMS && partlyUsed) {
            inbox.clear();
        } else if (inbox.isTooLongFor(needle)) {
            fail(
                    FailureReason.TOO_LARGE,
                    "answer: over " + needle.mostBytes() + " bytes, the last " + inbox.shown() + " (expected: "
                            + needle.expected() + ")");
        } else if (flow == Flow.DATAGRAMS) {
            fail(FailureReason.ASSERTION, answer() + " (expected: " + needle.expected() + ")");
        } else if (flow == Flow.MESSAGES && !inbox.isEmpty()) {
            lookLater(Math.max(0, nextLookNanos - loop.now()));
        }
        return false;
    }

    private void fail(FailureReason reason, String detail) {
        Verdict verdict = Verdict.failure(reason, step() + detail);
        stop();
        partner.failed(verdict, newestNanos);
    }

    /**
     * The peer closed in order: how the run ends if it said something else than was expected.
     *
     * @return null if it has said nothing that no step used up
     */
    public @Nullable Verdict closed() {
        lookNow();
        Needle needle = awaited();
        return needle == null || !inbox.hasOther()
                ? null
                : Verdict.failure(
                        FailureReason.ASSERTION,
                        step() + answer() + ", then the peer closed the connection (expected: " + needle.expected()
                                + ")");
    }

    /** What the peer did not get to, to be put behind that it closed the connection. */
    public String unfinished() {
        Needle needle = awaited();
        return needle == null
                ? "in step " + (position + 1) + " of the dialogue"
                : "before its answer in step " + (position + 1) + " of the dialogue (expected: " + needle.expected()
                        + ")";
    }

    /** The deadline passed: what had not come. */
    public Verdict late(Duration timeout) {
        lookNow();
        Needle needle = awaited();
        String missing = !inbox.hasOther() ? "no answer" : "no good answer, only " + inbox.shown() + ",";
        return Verdict.failure(
                FailureReason.TIMEOUT,
                step() + missing + " within " + Failures.text(timeout)
                        + (needle == null ? "" : " (expected: " + needle.expected() + ")"));
    }

    private String answer() {
        return "answer: " + inbox.shown();
    }

    private String step() {
        return "dialogue step " + Math.min(position + 1, script.moves().size()) + ": ";
    }

    private @Nullable Needle awaited() {
        return position < script.moves().size() && script.moves().get(position) instanceof Move.Hear hear
                ? hear.needle()
                : null;
    }

    /** Leaves behind how far it came, how much was said, and the end of what the peer said last. */
    public void leaveTrail(RunTrail trail) {
        trail.note(
                "dialogue",
                position + " of " + script.moves().size() + " steps, " + inbox.received() + " bytes received");
        if (inbox.received() > 0) {
            trail.body(inbox::lastText);
        }
    }
}
