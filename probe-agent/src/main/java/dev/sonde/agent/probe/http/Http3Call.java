package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.run.ProbeLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request by HTTP/3 on a connection of its own, for whoever follows and judges by rules of their own. One event loop. */
public final class Http3Call {
    /** The ALPN list that is offered. */
    public static final List<String> OFFER = Http3Line.OFFER;

    private final Line line;

    private Http3Call(Line line) {
        this.line = line;
    }

    /** Told on the loop what becomes of it; after a close nothing more. */
    public interface Listener {
        /** The handshake is completed, the dial's instants are stamped. Now one may ask. */
        void stands();

        /** The head of the answer, at the instant it was read. */
        void head(int status, MultiMap headers);

        /** A piece of the body. */
        void body(Buffer piece);

        /** The answer is complete. */
        void complete();

        /** It did not come to stand, or broke before the answer was complete. */
        void broken(Throwable cause);
    }

    /**
     * Dials; the listener is told nothing before this returns.
     *
     * @param security made for QUIC, with {@link #OFFER}
     */
    public static Http3Call open(ProbeLoop loop, Dial dial, Security security, Listener listener) {
        return new Http3Call(Http3Line.open(loop.dialer(), dial, security, new Told(listener)));
    }

    /**
     * Asks, once.
     *
     * @param headers without Host; those of connections are left out
     */
    public void ask(HttpMethod method, Url url, HostAndPort authority, MultiMap headers, @Nullable Buffer body) {
        line.ask(
                new Request(url, method, authority, headers, body, Set.of(), false),
                new Line.Extras("", null, null, false));
    }

    /** Closes the connection. */
    public void close() {
        line.close();
    }

    private record Told(Listener listener) implements Line.User {
        @Override
        public void stands() {
            listener.stands();
        }

        @Override
        public void speaksHttp2() {
            throw new IllegalStateException("only h3 was offered");
        }

        @Override
        public void head(Head head) {
            MultiMap headers = HttpHeaders.headers();
            head.each(headers::add);
            listener.head(head.status(), headers);
        }

        @Override
        public void body(ByteBuf piece) {
            listener.body(Buffer.buffer(ByteBufUtil.getBytes(piece)));
        }

        @Override
        public void complete() {
            listener.complete();
        }

        @Override
        public void broken(Throwable cause) {
            listener.broken(cause);
        }
    }
}
