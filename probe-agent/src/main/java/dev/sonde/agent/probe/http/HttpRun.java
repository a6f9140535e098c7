package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Body;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpHeaders;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP part of one run: an exchange, more of them while redirects lead on, and the judgement of the last answer.
 * Belongs to one event loop.
 */
final class HttpRun implements ProtocolRun {
    private final Run run;
    private final ProbeLoop loop;
    private final HttpClientAgent client;
    private final HttpTarget target;
    private final @Nullable Tokens tokens;
    private final @Nullable Agreement agreement;
    private final @Nullable KeptLine kept;
    private final @Nullable LaterTls laterTls;
    private HttpNeeds needs;
    private boolean tokenReplaced;
    private boolean connected;
    private final HttpListener listener;
    private final boolean last;
    private final PhaseTimings before;
    private String hop;
    private @Nullable HttpExchange exchange;
    private @Nullable Redirections redirections;
    private @Nullable CookieJar cookies;

    /** The whole of a run. */
    HttpRun(
            Run run,
            HttpClientAgent client,
            HttpTarget target,
            HttpNeeds needs,
            @Nullable Tokens tokens,
            @Nullable Agreement agreement,
            @Nullable KeptLine kept,
            @Nullable LaterTls laterTls) {
        this(
                run,
                client,
                target,
                needs,
                tokens,
                agreement,
                kept,
                laterTls,
                "",
                null,
                true,
                (verdict, answer, atNanos) -> run.ended(verdict, atNanos));
    }

    /**
     * A part of a run. Its time, as expectations see it, runs from here.
     *
     * @param tokens null if none is needed
     * @param agreement what earlier runs learned of the first URL's origin; null for nothing
     * @param kept holds the connection that runs hand on; null if each has its own
     * @param laterTls null if the needs have TLS where redirects may lead to it
     * @param hop how the trail calls its first request; empty for none
     * @param cookies of the run so far; null has none
     * @param last whether nothing that can take long follows, so that the deadline is met with the last byte
     * @param listener told of the end, once
     */
    HttpRun(
            Run run,
            HttpClientAgent client,
            HttpTarget target,
            HttpNeeds needs,
            @Nullable Tokens tokens,
            @Nullable Agreement agreement,
            @Nullable KeptLine kept,
            @Nullable LaterTls laterTls,
            String hop,
            @Nullable CookieJar cookies,
            boolean last,
            HttpListener listener) {
        this.run = run;
        this.loop = run.loop();
        this.client = client;
        this.target = target;
        this.needs = needs;
        this.tokens = tokens;
        this.agreement = agreement;
        this.kept = kept;
        this.laterTls = laterTls;
        this.hop = hop;
        this.cookies = cookies;
        this.last = last;
        this.listener = listener;
        this.before = hop.isEmpty() ? PhaseTimings.NONE : run.phases();
    }

    @Override
    public void start() {
        Token token = needs.token();
        if (token == null) {
            begin(needs.request());
        } else {
            run.mask(token.value());
            begin(needs.request().bearing(token));
        }
    }

    /** Begins anew with another token, once, if the answer says that this one is good no more. */
    boolean replacesToken(HttpExchange answered, Head head) {
        Tokens source = tokens;
        Token used = needs.token();
        TokenDemand demand = needs.tokenDemand();
        if (source == null
                || used == null
                || demand == null
                || !answered.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            return false;
        }
        if (head.status() != HttpURLConnection.HTTP_UNAUTHORIZED) {
            source.accepted(used);
            return false;
        }
        boolean expected = target.expect().status().stream().anyMatch(match -> match.matches(head.status()));
        if (expected || tokenReplaced || !source.mayBeRevoked(used)) {
            return false;
        }
        tokenReplaced = true;
        answered.close();
        run.standStill();
        source.inPlaceOf(used, demand).onComplete(this::startOver, this::misconfigured);
        return true;
    }

    private void misconfigured(Throwable why) {
        run.ended(Verdict.unknown(UnknownReason.AGENT_MISCONFIGURED, String.valueOf(why.getMessage())), loop.now());
    }

    private void startOver(Token drawn) {
        if (!run.hasEnded()) {
            needs = needs.with(drawn);
            startOver();
            run.trail().note("token", "refused with 401 and drawn anew");
        }
    }

    /** What was before does not count. */
    private void startOver() {
        run.startOver();
        redirections = null;
        cookies = null;
        start();
    }

    /** Whether HTTP/1.1 is to be expected behind a handshake there that leaves the choice to the peer. */
    boolean expectsHttp1(Url url) {
        return agreement != null && isFirstOrigin(url) && agreement.isHttp1();
    }

    /** What was agreed there. */
    void agreed(Url url, boolean http2) {
        if (agreement != null && isFirstOrigin(url)) {
            agreement.noted(http2);
        }
    }

    /** Whether the connection may be left open for another run. */
    boolean keepsConnection() {
        return kept != null;
    }

    /** The connection for the run's first request; null if it must dial. */
    @Nullable
    Line takeKept() {
        boolean atStart = !connected;
        connected = true;
        return kept == null || !atStart ? null : kept.take(needs);
    }

    /** Takes over the connection of an exchange that is over; false if it cannot. */
    boolean keeps(Line line, Url url) {
        if (kept == null || !isFirstOrigin(url)) {
            return false;
        }
        kept.put(line, needs);
        return true;
    }

    /** The peer had closed the connection that an earlier run left open, before it said a word: begins anew with another. */
    void wasGone() {
        startOver();
        run.trail().note("connection", "the one left open was closed by the peer; begun anew on a fresh one");
    }

    private boolean isFirstOrigin(Url url) {
        Url first = needs.request().url();
        return url.port() == first.port()
                && url.secure() == first.secure()
                && url.host().equals(first.host());
    }

    /** HTTP/1.1 was expected, and HTTP/2 agreed on: begins anew with a client that speaks both. */
    void surprised() {
        if (agreement != null) {
            agreement.surprised();
        }
        startOver();
        run.trail().note("version", "HTTP/2 agreed on where it was HTTP/1.1 before; begun anew");
    }

    private void begin(Request request) {
        run.trail().hop(hop, request.url());
        hop = "";
        run.dialling(null);
        run.status(0);
        HttpExchange next = new HttpExchange(this, request, cookiesFor(request.url()), needs);
        exchange = next;
        next.start();
    }

    private String cookiesFor(Url url) {
        return cookies == null ? "" : cookies.header(url);
    }

    private void takeCookies(Url from, Head head) {
        if (target.cookies() && head.get(HttpHeaders.SET_COOKIE) != null) {
            List<String> set = head.all(HttpHeaders.SET_COOKIE);
            CookieJar jar = cookies == null ? new CookieJar() : cookies;
            cookies = jar;
            jar.take(from, set, loop.settings().wallClock().instant());
        }
    }

    Run run() {
        return run;
    }

    HttpClientAgent client() {
        return client;
    }

    HttpTarget target() {
        return target;
    }

    String firstHost() {
        return needs.request().url().host();
    }

    /** Goes on elsewhere, or fails, if the answer is a redirect to be followed. */
    boolean followsRedirect(HttpExchange answered, Head head) {
        if (!target.redirects().follow() || !Redirections.isRedirect(head.status())) {
            return false;
        }
        long now = loop.now();
        takeCookies(answered.request().url(), head);
        Redirections way = redirections == null ? new Redirections(target) : redirections;
        redirections = way;
        Redirections.Way next = way.from(answered, head, this::cookiesFor);
        answered.close();
        if (next.request() == null) {
            ended(Verdict.failure(FailureReason.REDIRECT, next.refusal()), now);
        } else if (next.request().url().secure() && needs.tls() == null) {
            followWithTls(next.request(), now);
        } else {
            run.enter(Phase.RESOLVE, now);
            begin(next.request());
        }
        return true;
    }

    /** Goes on with TLS if it is loaded; else the run begins anew when it is, as loading it is not the target's time. */
    private void followWithTls(Request next, long now) {
        LaterTls later = Objects.requireNonNull(laterTls, "TLS is there from the start");
        TlsProfile loaded = later.profile();
        if (loaded != null) {
            needs = needs.with(loaded);
            run.enter(Phase.RESOLVE, now);
            begin(next);
            return;
        }
        run.standStill();
        later.load().onComplete(profile -> startOverWithTls(), this::misconfigured);
    }

    private void startOverWithTls() {
        if (!run.hasEnded()) {
            startOver();
            run.trail().note("tls", "needed for the first time here; begun anew when it was loaded");
        }
    }

    /** The last byte of an answer that is packed came at this instant. Unpacking it is no longer the target's time. */
    void unpack(Head head, BodySink sink, Packing packing, long atNanos) {
        if (run.hasEnded()) {
            return;
        }
        settle(atNanos);
        byte[] packed = sink.kept();
        long most = target.maxBodyBytes();
        boolean keep = needs.expectations().needBody();
        loop.onWorker(() -> packing.unpack(packed, most, keep))
                .onComplete(
                        plain -> answered(head, sink.body(head, plain.bytes()), plain.length(), atNanos),
                        failure -> ended(HttpFailures.unpacking(failure, most), atNanos));
    }

    /** The last byte came at this instant. */
    void answered(Head head, Body body, long bodyBytes, long atNanos) {
        if (run.hasEnded()) {
            return;
        }
        settle(atNanos);
        if (exchange != null) {
            takeCookies(exchange.request().url(), head);
        }
        PhaseTimings phases =
                before == PhaseTimings.NONE ? run.phases() : run.phases().since(before);
        run.trail().body(body::beginning);
        HttpAnswer answer = new HttpAnswer(
                head,
                body,
                bodyBytes,
                run.certificateExpiry(),
                exchange == null ? null : exchange.dial(),
                phases.totalNanos(),
                phases,
                loop.settings().wallClock().instant());
        run.judge(needs.expectations(), answer).onSuccess(verdict -> listener.ended(verdict, answer, atNanos));
    }

    private void settle(long atNanos) {
        if (last) {
            run.answered(atNanos);
        } else {
            run.pause(atNanos);
        }
    }

    /** It ended without an answer that could be judged. */
    void ended(Verdict verdict, long atNanos) {
        listener.ended(verdict, null, atNanos);
    }

    @Override
    public void settlePhases() {
        if (exchange != null) {
            exchange.settlePhases();
        }
    }

    @Override
    public void abort() {
        if (exchange != null) {
            exchange.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        Dial dialled = exchange == null ? null : exchange.dial();
        String peer = String.valueOf(dialled);
        return target.version() == Version.HTTP_3
                ? Http3Failures.deadline(phase, peer, run.timeout())
                : HttpFailures.deadline(phase, peer, run.timeout());
    }
}
