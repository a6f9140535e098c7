package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Dialer;
import dev.sonde.agent.probe.connect.Readiness;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpMethod;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 spoken by ourselves on a dialled channel: the head of an answer is told from within the read that brought it.
 * Belongs to one event loop.
 */
final class DirectLine implements Line, WireListener {
    private static final String H2 = "h2";

    /** Most answers before the one that counts: nobody sends more than a few, and each costs the loop its time. */
    private static final int MOST_INTERIM = 50;

    /**
     * Pieces of one answer that are read as fast as they come. Each costs the loop the same however short it is, and a body
     * within its limit can be cut into millions.
     */
    private static final int MOST_PIECES_AT_SPEED = 50_000;

    private static final int PIECES_BETWEEN_RESTS = 1_000;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Dial dial;
    private Line.User user;
    private final AnswerDecoder decoder;
    private @Nullable Wire wire;
    private boolean interim;
    private boolean reusable;
    private int interims;
    private int pieces;

    private DirectLine(Dial dial, Line.User user, AnswerDecoder decoder) {
        this.dial = dial;
        this.user = user;
        this.decoder = decoder;
    }

    /** Dials; the user is told when it stands, not before this returns. */
    static DirectLine open(Dialer dialer, Dial dial, @Nullable Security security, Line.User user) {
        // A secured connection is readable for what is no part of an answer, too.
        LongSupplier now = dial::now;
        Readiness readiness = dialer.readiness();
        AnswerDecoder decoder = new AnswerDecoder(now, security == null ? () -> readiness.nanos(now) : now);
        DirectLine line = new DirectLine(dial, user, decoder);
        line.wire = dialer.connect(dial, security, pipeline -> pipeline.addLast(line.decoder), line);
        return line;
    }

    @Override
    public void ready() {
        if (dial.applicationProtocol().equals(H2)) {
            user.speaksHttp2();
        } else {
            user.stands();
        }
    }

    @Override
    public Dial dial() {
        return dial;
    }

    @Override
    public void use(User next) {
        user = next;
    }

    @Override
    public boolean isReusable() {
        return reusable && wire().isQuiet();
    }

    @Override
    public boolean hasHeard() {
        return decoder.hasHeard();
    }

    @Override
    public long heardNanos(long now) {
        return decoder.heardNanos();
    }

    @Override
    public void ask(Request request, Extras extras) {
        decoder.asked(request.method().equals(HttpMethod.HEAD));
        interims = 0;
        pieces = 0;
        reusable = extras.keep() && !request.headers().contains(HttpHeaderNames.CONNECTION);
        wire().send(RequestBytes.of(request, extras, wire().memory()));
    }

    @Override
    public void received(Object message) {
        Throwable complaint =
                message instanceof HttpObject part ? part.decoderResult().cause() : null;
        if (complaint != null) {
            user.broken(asBreakage(complaint));
            return;
        }
        if (message instanceof HttpResponse response) {
            head(response);
        }
        if (message instanceof HttpContent content) {
            content(content);
        }
    }

    private static Throwable asBreakage(Throwable complaint) {
        return complaint instanceof PrematureChannelClosureException
                ? new ClosedChannelException()
                : new DecoderException(complaint);
    }

    private void head(HttpResponse response) {
        HttpVersion version = response.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            user.broken(new DecoderException("unsupported HTTP version: " + version));
            return;
        }
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        if (!interim) {
            reusable = reusable
                    && HttpUtil.isKeepAlive(response)
                    && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
            user.head(DirectHead.of(response));
        } else if (++interims > MOST_INTERIM) {
            user.broken(new DecoderException(
                    "status " + response.status().code() + " " + interims + " times and no answer"));
        }
    }

    private void content(HttpContent content) {
        if (interim) {
            return;
        }
        if (content.content().isReadable()) {
            user.body(content.content());
        }
        if (content instanceof LastHttpContent) {
            user.complete();
        } else if (++pieces > MOST_PIECES_AT_SPEED && pieces % PIECES_BETWEEN_RESTS == 0) {
            reusable = false;
            wire().rest(REST_NANOS);
        }
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        user.broken(cause == null ? new ClosedChannelException() : cause);
    }

    @Override
    public void close() {
        wire().close();
    }

    @Override
    public void abort() {
        wire().abort();
    }

    private Wire wire() {
        return Objects.requireNonNull(wire, "nothing happens before it was dialled");
    }
}
