package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.run.RunMark;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** HTTP/2, or whatever the peer agrees to, spoken by Vert.x's client on a connection of our dialling. Belongs to one event loop. */
final class ClientLine implements Line {
    private final Dial dial;
    private Line.User user;
    private @Nullable HttpClientConnection connection;
    private @Nullable Throwable breakage;
    private boolean asking;
    private boolean heard;
    private boolean gone;
    private boolean over;

    ClientLine(Dial dial, Line.User user) {
        this.dial = dial;
        this.user = user;
    }

    /** Dials. */
    void open(HttpClientAgent client, HttpConnectOptions options) {
        client.connect(options).onComplete(this::connected, this::broken);
    }

    /** Whether HTTP/2 is spoken; only when it stands. */
    boolean isHttp2() {
        return connection().protocolVersion() == HttpVersion.HTTP_2;
    }

    private void connected(HttpClientConnection standing) {
        if (over) {
            dial.close();
            return;
        }
        connection = standing;
        // The futures of request and response are told too, but that of a broken connection only that it was closed.
        standing.exceptionHandler(cause -> breakage = breakage == null ? cause : breakage);
        standing.closeHandler(closed -> gone());
        standing.shutdownHandler(announced -> gone());
        user.stands();
    }

    /** What breaks while a request is under way is told by its futures. */
    private void gone() {
        gone = true;
        if (!asking) {
            broken(new ClosedChannelException());
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
        return isHttp2() && !over && !gone;
    }

    @Override
    public boolean hasHeard() {
        return heard;
    }

    @Override
    public void ask(Request request, Extras extras) {
        heard = false;
        asking = true;
        connection().request(options(request, extras)).onComplete(sent -> ready(sent, request), this::broken);
    }

    private static RequestOptions options(Request request, Extras extras) {
        RequestOptions options = request.options(extras.cookies());
        MultiMap headers = HttpHeaders.headers().addAll(options.getHeaders());
        if (extras.trace() != null) {
            headers.set(TraceContext.HEADER, extras.trace().traceparent());
        }
        if (extras.mark() != null) {
            headers.set(RunMark.HEADER, extras.mark());
        }
        return options.setHeaders(headers);
    }

    private void ready(HttpClientRequest sent, Request request) {
        if (over) {
            dial.close();
            return;
        }
        sent.exceptionHandler(failure -> {}); // the response's future tells it
        sent.response().onComplete(this::head, this::broken);
        var unused = request.body() == null ? sent.end() : sent.end(request.body());
    }

    private void head(HttpClientResponse response) {
        if (over) {
            return;
        }
        heard = true;
        user.head(new ClientHead(response));
        if (over) {
            return;
        }
        response.exceptionHandler(this::broken);
        response.endHandler(end -> complete());
        response.handler(piece -> {
            if (!over) {
                user.body(((BufferInternal) piece).getByteBuf());
            }
        });
    }

    private void complete() {
        asking = false;
        if (!over) {
            user.complete();
        }
    }

    private void broken(Throwable cause) {
        if (!over) {
            user.broken(breakage == null ? cause : breakage);
        }
    }

    @Override
    public void close() {
        over = true;
        dial.close();
    }

    @Override
    public void abort() {
        over = true;
        dial.abort();
    }

    private HttpClientConnection connection() {
        return Objects.requireNonNull(connection, "nothing is asked before it stands");
    }
}
