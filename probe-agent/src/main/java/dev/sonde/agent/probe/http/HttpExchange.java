package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProxyRoute;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.RunMark;
import dev.sonde.agent.probe.run.RunTrail;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on one fresh connection: resolve, dial, ask, read. Enters each phase on the run's clock at the instant the
 * one before ended, and tells the run how it went, once. Belongs to one event loop.
 */
final class HttpExchange implements Reach.Listener, Line.User {
    private static final String H2 = "h2";

    private final HttpRun owner;
    private final Run run;
    private final ProbeLoop loop;
    private final Request request;
    private final String cookies;
    private final HttpNeeds needs;
    private final Version version;
    private @Nullable Dial dial;
    private @Nullable Line line;
    private @Nullable Head answer;
    private @Nullable BodySink sink;
    private Packing packing = Packing.NONE;
    private boolean used;
    private long askedNanos;
    private boolean gone;
    private boolean ended;

    /** @param cookies that the run was given, for this request; may be empty */
    HttpExchange(HttpRun owner, Request request, String cookies, HttpNeeds needs) {
        this.owner = owner;
        this.run = owner.run();
        this.loop = run.loop();
        this.request = request;
        this.cookies = cookies;
        this.needs = needs;
        this.version = owner.target().version();
    }

    Request request() {
        return request;
    }

    /** Equal for equal requests, as far as a redirect can make a difference. */
    @Override
    public String toString() {
        return toString(request, cookies);
    }

    static String toString(Request request, String cookies) {
        return request + " " + cookies;
    }

    /** What was dialled; null before the name was resolved. */
    @Nullable
    Dial dial() {
        return dial;
    }

    /** Begins; the run's clock is in {@link Phase#RESOLVE}. */
    void start() {
        Line kept = owner.takeKept();
        if (kept != null) {
            goOn(kept);
            return;
        }
        ProxyRoute proxy = needs.proxy();
        if (proxy == null) {
            run.resolve(request.url().host(), needs.reach(), this);
            return;
        }
        Verdict refusal = proxy.refusal(request.url().host(), loop.settings().fence());
        if (refusal == null) {
            loop.resolve(proxy.proxy().host(), needs.reach(), this);
        } else {
            fail(refusal);
        }
    }

    /** On a connection that an earlier run left open. */
    private void goOn(Line kept) {
        used = true;
        line = kept;
        dial = kept.dial();
        run.dialling(dial);
        run.beginIn(Phase.PROCESSING);
        kept.use(this);
        askedNanos = loop.now();
        kept.ask(request, extras());
    }

    @Override
    public void refused(Verdict verdict) {
        fail(needs.proxy() == null ? verdict : Failures.atProxy(verdict));
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
        run.trail().resolved(addresses);
    }

    @Override
    public void chosen(List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        TlsProfile tls = request.url().secure() ? needs.tls() : null;
        ProxyRoute proxy = needs.proxy();
        int port = request.url().port();
        Dial begun = new Dial(
                addresses.get(0),
                proxy == null ? port : proxy.proxy().port(),
                tls,
                needs.reach().source(),
                loop.settings().nanoClock());
        if (proxy != null) {
            begun.leadThrough(proxy.to(request.url().host(), port));
        }
        dial = begun;
        run.dialling(begun);
        run.enter(Phase.CONNECT, loop.now());
        try {
            line = version == Version.HTTP_3
                    ? quic(begun, Objects.requireNonNull(tls, "HTTP/3 in clear text"))
                    : expectsHttp1() ? direct(begun, tls) : byClient(begun, tls);
        } catch (RuntimeException e) {
            fail(Verdict.unknown(UnknownReason.AGENT_ERROR, "connect: " + e));
        }
    }

    /** Whether HTTP/1.1 will be spoken, as far as can be known before the peer has agreed. */
    private boolean expectsHttp1() {
        return switch (version) {
            case HTTP_1_1 -> true;
            case HTTP_2, HTTP_3 -> false;
            case AUTO -> !request.url().secure() || owner.expectsHttp1(request.url());
        };
    }

    private Line quic(Dial server, TlsProfile tls) {
        return Http3Line.open(loop.dialer(), server, new Security(tls, peerName(), Http3Line.OFFER), this);
    }

    private Line direct(Dial server, @Nullable TlsProfile tls) {
        List<String> offers = version == Version.AUTO ? HttpProbes.EITHER : List.of();
        Security security = tls == null ? null : new Security(tls, peerName(), offers);
        return DirectLine.open(loop.dialer(), server, security, this);
    }

    private Line byClient(Dial server, @Nullable TlsProfile tls) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(server)
                .setHost(peerName())
                .setPort(request.url().port())
                .setSsl(tls != null);
        if (tls != null) {
            options.setSslOptions(tls.options());
        }
        if (version == Version.HTTP_2) {
            options.setProtocolVersion(HttpVersion.HTTP_2);
        }
        ClientLine opened = new ClientLine(server, this);
        opened.open(owner.client(), options);
        return opened;
    }

    /** The name for SNI and verification. */
    private String peerName() {
        String host = request.url().host();
        String configured = owner.target().tls().serverName();
        if (configured != null && host.equals(owner.firstHost())) {
            return configured;
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    @Override
    public void stands() {
        if (ended) {
            return;
        }
        settlePhases();
        if (line instanceof ClientLine client) {
            if (client.isHttp2()) {
                run.enter(Phase.PROCESSING, loop.now());
            }
            if (request.url().secure()) {
                owner.agreed(request.url(), client.isHttp2());
            }
        }
        if (version == Version.HTTP_3) {
            run.trail().note("protocol", dial == null ? "" : dial.applicationProtocol());
        }
        line().ask(request, extras());
    }

    /** Under the run's trace id, unless the check sends a context of its own. */
    private Line.Extras extras() {
        RunTrail trail = run.trail();
        return new Line.Extras(
                cookies,
                request.headers().contains(TraceContext.HEADER) ? null : trail.trace(),
                trail.mark() == RunMark.ON_DEMAND ? RunMark.HEADER_VALUE : null,
                owner.keepsConnection());
    }

    @Override
    public void speaksHttp2() {
        if (!ended) {
            abort();
            owner.surprised();
        }
    }

    @Override
    public void head(Head head) {
        if (ended) {
            return;
        }
        run.enter(Phase.TRANSFER, line().heardNanos(loop.now()));
        answer = head;
        run.status(head.status());
        run.trail().headers(head::get);
        if (owner.replacesToken(this, head) || owner.followsRedirect(this, head)) {
            return;
        }
        try {
            packing = packing(head);
        } catch (IllegalArgumentException e) {
            fail(Verdict.failure(FailureReason.PROTOCOL, String.valueOf(e.getMessage())));
            return;
        }
        sink = new BodySink(
                needs.expectations().needBody() || !packing.isNone(),
                head.isGood(),
                owner.target().maxBodyBytes());
    }

    private Packing packing(Head head) {
        return head.get(HttpHeaderNames.CONTENT_ENCODING) == null
                ? Packing.NONE
                : Packing.of(
                        String.join(",", head.all(HttpHeaderNames.CONTENT_ENCODING)),
                        owner.target().compression());
    }

    @Override
    public void body(ByteBuf piece) {
        if (ended || sink == null || sink.accept(piece)) {
            return;
        }
        fail(Verdict.failure(
                FailureReason.TOO_LARGE,
                "response body: over " + owner.target().maxBodyBytes() + " bytes (expected: at most that)"));
    }

    @Override
    public void complete() {
        Head head = answer;
        if (ended || head == null || sink == null) {
            return;
        }
        ended = true;
        long atNanos = loop.now();
        leave();
        if (packing.isNone()) {
            owner.answered(head, sink.body(head), sink.bytes(), atNanos);
        } else {
            owner.unpack(head, sink, packing, atNanos);
        }
    }

    /** From now on the connection is no longer this exchange's. */
    private void leave() {
        Line left = line();
        line = null;
        gone = true;
        if (!owner.keeps(left, request.url())) {
            left.close();
        }
    }

    @Override
    public void broken(Throwable cause) {
        if (!ended && used && KeptLine.wasClosedAtRest(line(), askedNanos, loop)) {
            abort();
            owner.wasGone();
        } else {
            fail(cause);
        }
    }

    private void fail(Throwable cause) {
        if (ended) {
            return;
        }
        settlePhases();
        Dial failed = dial;
        Throwable first = failed == null ? null : failed.breakage();
        Throwable telling = first == null ? cause : first;
        String peer = String.valueOf(failed);
        InetAddress source = needs.reach().source();
        Verdict verdict = version == Version.HTTP_3
                ? Http3Failures.of(telling, run.phase(), peer, source)
                : HttpFailures.of(telling, run.phase(), peer, source);
        boolean atProxy = failed != null && failed.hasTunnel() && !failed.isTunnelled();
        fail(atProxy ? Failures.atProxy(verdict) : verdict);
    }

    private void fail(Verdict verdict) {
        if (!ended) {
            long atNanos = loop.now();
            settlePhases();
            abort();
            owner.ended(verdict, atNanos);
        }
    }

    /** Moves the run's clock over the instants the dial has stamped by now. */
    void settlePhases() {
        Dial stamped = dial;
        if (stamped == null) {
            return;
        }
        run.settle(stamped, afterConnection(""), afterConnection(stamped.applicationProtocol()));
    }

    private Phase afterConnection(String agreed) {
        boolean priorKnowledge = !request.url().secure() && version == Version.HTTP_2;
        return priorKnowledge || agreed.equals(H2) ? Phase.SETTINGS : Phase.PROCESSING;
    }

    /** Ends without a word, closing the connection with farewells. */
    void close() {
        ended = true;
        if (line != null) {
            line.close();
        }
    }

    /** Ends without a word, closing the connection at once. */
    void abort() {
        ended = true;
        if (line != null) {
            line.abort();
        } else if (dial != null && !gone) {
            dial.abort();
        }
    }

    private Line line() {
        return Objects.requireNonNull(line, "nothing is told before it was dialled");
    }
}
