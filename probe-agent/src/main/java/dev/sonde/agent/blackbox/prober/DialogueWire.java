package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.QueryStep;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dialogue over one connection, which may turn to TLS on the way. Belongs to one probe. */
final class DialogueWire implements WireListener, Dialogue.Peer {
    private final Attempt attempt;
    private final Dialogue dialogue;
    private final Dial dial;
    private final @Nullable TlsSetup tls;
    private final @Nullable Security security;
    private @Nullable Wire wire;
    private boolean stands;

    /**
     * @param tls tells of TLS that was spoken; null if none will be
     * @param security for the same; null likewise
     */
    DialogueWire(
            Attempt attempt, List<QueryStep> steps, Dial dial, @Nullable TlsSetup tls, @Nullable Security security) {
        this.attempt = attempt;
        this.dialogue = new Dialogue(attempt, steps, this);
        this.dial = dial;
        this.tls = tls;
        this.security = security;
    }

    /** What it is held over; to be said before anything comes. */
    void over(Wire begun) {
        wire = begun;
        attempt.atEnd(begun::abort);
    }

    @Override
    public void ready() {
        stands = true;
        tellTls();
        attempt.guarded(dialogue::begin);
    }

    @Override
    public void received(Object message) {
        if (message instanceof ByteBuf bytes) {
            attempt.guarded(() -> dialogue.received(ByteBufUtil.getBytes(bytes)));
        }
    }

    @Override
    public void secured() {
        tellTls();
        attempt.guarded(dialogue::secured);
    }

    private void tellTls() {
        if (tls != null && dial.isSecured()) {
            tls.tell(attempt.gauges(), dial.tlsVersion(), dial.certificates());
        }
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        if (stands && cause == null && !(dial.isSecure() && !dial.isSecured())) {
            attempt.guarded(dialogue::ended);
            return;
        }
        boolean inHandshake = dial.isSecure() && !dial.isSecured();
        Phase reached = inHandshake ? Phase.TLS : Phase.PROCESSING;
        Phase phase = dial.isConnected() ? reached : Phase.CONNECT;
        attempt.refuse(Failures.ofWire(cause, phase, dial, "before the end of the dialogue"));
    }

    @Override
    public void send(byte[] bytes) {
        if (wire != null) {
            wire.send(bytes);
        }
    }

    @Override
    public boolean startTls() {
        if (dial.isSecured() || wire == null || security == null) {
            return false;
        }
        wire.startTls(security);
        return true;
    }

    @Override
    public void hold(boolean held) {
        if (wire != null) {
            wire.hold(held);
        }
    }
}
