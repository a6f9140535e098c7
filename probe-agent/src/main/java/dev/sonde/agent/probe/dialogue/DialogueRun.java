package dev.sonde.agent.probe.dialogue;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.agent.probe.run.WireRun;
import dev.sonde.contract.result.Phase;
import org.jspecify.annotations.Nullable;

/** The protocol's part of a run that holds a dialogue on its wire; the run ends with it. Belongs to one event loop. */
public abstract class DialogueRun extends WireRun implements Talk.Partner {
    /** The dialogue; to be begun once the wire is the dialogue's. */
    protected final Talk talk;

    private final Script script;
    private final Expectations expectations;

    /** @param expectations of connection and time, for a dialogue that was held to its end */
    protected DialogueRun(Run run, Reach reach, Script script, Flow flow, Expectations expectations) {
        super(run, reach);
        this.script = script;
        this.expectations = expectations;
        this.talk = new Talk(script, flow, run.loop(), this);
    }

    /** Whether nothing is said and nothing awaited. */
    protected final boolean isSilent() {
        return script.isEmpty();
    }

    /** Whether the peer's next words are the dialogue's, and not those of a handshake. */
    protected boolean isTalking() {
        return run.phase() == Phase.PROCESSING || run.phase() == Phase.TRANSFER;
    }

    @Override
    public void say(byte[] bytes, boolean text) {
        wire().send(bytes);
    }

    @Override
    public void hold(boolean held) {
        wire().hold(held);
    }

    @Override
    public void secure() {
        throw new IllegalStateException("this protocol's dialogues never go over to TLS");
    }

    @Override
    public final void done(long atNanos) {
        end(wire().dial(), expectations, atNanos);
    }

    @Override
    public final void failed(Verdict verdict, long atNanos) {
        end(verdict, atNanos);
    }

    @Override
    protected Verdict lost(@Nullable Throwable cause) {
        boolean inOrder = cause == null && wire().dial().breakage() == null;
        Verdict otherwise = inOrder && isTalking() ? talk.closed() : null;
        String unfinished = isTalking() ? talk.unfinished() : "before its " + awaited();
        return otherwise != null ? otherwise : Failures.ofWire(cause, run.phase(), wire().dial(), unfinished);
    }

    @Override
    protected String awaited() {
        return "answer";
    }

    @Override
    public final Verdict late(Phase phase) {
        return isTalking() ? talk.late(run.timeout()) : super.late(phase);
    }

    @Override
    protected final void concluded() {
        talk.stop();
        leaveTrail();
    }

    /** Leaves behind what is known of the dialogue. */
    protected void leaveTrail() {
        if (!isSilent()) {
            talk.leaveTrail(run.trail());
        }
    }
}
