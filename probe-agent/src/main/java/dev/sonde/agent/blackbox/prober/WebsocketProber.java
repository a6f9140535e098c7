package dev.sonde.agent.blackbox.prober;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sonde.agent.blackbox.module.ClientSettings;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.blackbox.module.QueryStep;
import dev.sonde.agent.blackbox.prober.WebsocketMessages.Heard;
import dev.sonde.agent.expect.Re2;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Tunnel;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.agent.probe.http.TokenDemand;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A WebSocket handshake, through a proxy if the module names one, and a dialogue of messages. Belongs to one event loop. */
final class WebsocketProber implements Prober {
    private static final List<List<String>> WITHOUT_ALPN = List.of(List.of());
    private static final List<String> PHASES = List.of("resolve", "connect", "processing", "transfer");

    private final ProbeLoop loop;
    private final Bearers bearers;
    private final Map<String, String> environment;

    /** @param environment may name proxies */
    WebsocketProber(ProbeLoop loop, Bearers bearers, Map<String, String> environment) {
        this.loop = loop;
        this.bearers = bearers;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        Gauges gauges = attempt.gauges();
        gauges.set(Family.WEBSOCKET_STATUS_CODE, 0);
        gauges.set(Family.WEBSOCKET_UPGRADED, 0);
        gauges.set(Family.WEBSOCKET_FAILED_DUE_TO_REGEX, 0);
        PHASES.forEach(phase -> gauges.set(Family.WEBSOCKET_DURATION, 0, "phase", phase));
        Url url;
        try {
            url = Url.parse(asHttp(target));
        } catch (IllegalArgumentException e) {
            attempt.fail("target not understood", "err", String.valueOf(e.getMessage()));
            return;
        }
        ProbeModule.Websocket websocket = module.websocket();
        attempt.resolve(url.host(), websocket.ip(), address -> {
            gauges.set(Family.WEBSOCKET_DURATION, gauges.get(Family.DNS_LOOKUP_TIME), "phase", "resolve");
            attempt.doing("reading what the module refers to");
            attempt.blocking(
                    () -> Prepared.read(url, websocket, loop, environment),
                    prepared -> bearers.demand(
                            attempt,
                            websocket.client().credentials(),
                            prepared.token(),
                            said -> prepared.headers().set("Authorization", said),
                            () -> dial(attempt, websocket, url, address, prepared)));
        });
    }

    /**
     * What a probe needs and what blocks to get.
     *
     * @param tls null for clear text
     * @param token to be got first; null without OAuth 2
     * @param way null goes straight to the target
     */
    private record Prepared(
            @Nullable TlsSetup tls,
            MultiMap headers,
            @Nullable TokenDemand token,
            HttpProxies.@Nullable Way way) {
        static Prepared read(Url url, ProbeModule.Websocket websocket, ProbeLoop loop, Map<String, String> environment)
                throws IOException, GeneralSecurityException {
            ClientSettings client = websocket.client();
            return new Prepared(
                    url.secure() ? TlsSetup.read(client.tls(), loop, WITHOUT_ALPN) : null,
                    WebsocketHandshake.headers(url, websocket, loop.settings().userAgent()),
                    HttpPreparation.token(client.credentials(), loop),
                    HttpProxies.to(url, client.proxy(), environment));
        }
    }

    private static String asHttp(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        if (lower.startsWith("ws://") || lower.startsWith("wss://")) {
            return "http" + target.substring(2);
        }
        return lower.startsWith("http://") || lower.startsWith("https://") ? target : "http://" + target;
    }

    /** Through a proxy as Go's WebSocket clients go: by a tunnel, also in clear text, to the address that was resolved. */
    private void dial(
            Attempt attempt, ProbeModule.Websocket websocket, Url url, InetAddress address, Prepared prepared) {
        Dial straight =
                new Dial(address, url.port(), null, null, loop.settings().nanoClock());
        HttpProxies.Way way = prepared.way();
        if (way == null) {
            connect(attempt, websocket, url, straight, prepared);
            return;
        }
        attempt.ownAddress(way.host(), proxy -> {
            Dial led = new Dial(proxy, way.port(), null, null, loop.settings().nanoClock());
            led.leadThrough(new Tunnel(straight.toString(), way.connectHeaders()));
            connect(attempt, websocket, url, led, prepared);
        });
    }

    private void connect(Attempt attempt, ProbeModule.Websocket websocket, Url url, Dial dial, Prepared prepared) {
        String configured = websocket.client().tls().serverName();
        String name = configured.isEmpty() ? url.host() : configured;
        Security security =
                prepared.tls() == null ? null : Security.of(prepared.tls().profile(), name, List.of());
        WebsocketHandshake handshake = WebsocketHandshake.of(url, prepared.headers());
        Conversation conversation = new Conversation(attempt, websocket.dialogue(), dial, handshake);
        attempt.doing("connecting to " + dial);
        conversation.begunNanos = loop.now();
        Wire wire = loop.dialer().connect(dial, security, conversation);
        conversation.wire = wire;
        attempt.atEnd(wire::abort);
        attempt.atEnd(conversation::tellPhases);
    }

    private static final class Conversation implements WireListener {
        private static final int MOST_BYTES = 1024 * 1024;
        private static final int MOST_PINGS = 1000;

        private final Attempt attempt;
        private final List<QueryStep> steps;
        private final Dial dial;
        private final WebsocketHandshake handshake;
        private final WebsocketMessages messages = new WebsocketMessages(MOST_BYTES);
        private byte[] head = new byte[0];
        private int next;
        private int pings;
        private boolean searching;
        private boolean closed;
        private int searched;
        private boolean upgraded;
        private @Nullable Wire wire;
        private long begunNanos;
        private long askedNanos;
        private long upgradedNanos;

        Conversation(Attempt attempt, List<QueryStep> steps, Dial dial, WebsocketHandshake handshake) {
            this.attempt = attempt;
            this.steps = steps;
            this.dial = dial;
            this.handshake = handshake;
        }

        @Override
        public void ready() {
            askedNanos = attempt.loop().now();
            attempt.doing("waiting for the upgrade");
            send(handshake.request());
        }

        private void send(byte[] bytes) {
            if (wire != null) {
                wire.send(bytes);
            }
        }

        @Override
        public void received(Object message) {
            if (message instanceof ByteBuf bytes) {
                attempt.guarded(() -> take(ByteBufUtil.getBytes(bytes)));
            }
        }

        private void take(byte[] bytes) {
            if (upgraded) {
                messages.add(bytes);
            } else if (!isUpgraded(bytes)) {
                return;
            }
            advance();
        }

        private void advance() {
            searched = 0;
            while (!attempt.isOver() && !searching && goOn()) {}
        }

        private boolean isUpgraded(byte[] bytes) {
            int before = head.length;
            head = Arrays.copyOf(head, before + bytes.length);
            System.arraycopy(bytes, 0, head, before, bytes.length);
            WebsocketHandshake.Answer answer = handshake.answer(head);
            if (answer == null) {
                return false;
            }
            upgradedNanos = attempt.loop().now();
            attempt.gauges().set(Family.WEBSOCKET_STATUS_CODE, answer.status());
            if (!answer.problem().isEmpty()) {
                attempt.fail("not upgraded", "status_code", Integer.toString(answer.status()), "err", answer.problem());
                return false;
            }
            upgraded = true;
            attempt.gauges().set(Family.WEBSOCKET_UPGRADED, 1);
            messages.add(Arrays.copyOfRange(head, answer.length(), head.length));
            return true;
        }

        /** One step, or one message; false if more must come first. */
        private boolean goOn() {
            if (next >= steps.size()) {
                send(WebsocketFrame.close());
                attempt.succeed();
                return false;
            }
            QueryStep step = steps.get(next);
            attempt.doing("step " + (next + 1) + " of the dialogue");
            Pattern expect = step.expect();
            if (expect == null) {
                return went(step.send().toArray());
            }
            byte[] message = nextMessage();
            if (message == null) {
                return false;
            }
            searched += message.length + 1;
            if (searched > Re2.quickCharacters(expect)) {
                searchElsewhere(step, expect, message);
                return false;
            }
            Matcher matcher = expect.matcher(message);
            return heard(step, message, matcher.find() ? matcher : null);
        }

        /** @param matcher that found something; null if it did not: then perhaps the next message, or this was why */
        private boolean heard(QueryStep step, byte[] message, @Nullable Matcher matcher) {
            attempt.gauges().set(Family.WEBSOCKET_FAILED_DUE_TO_REGEX, matcher == null);
            return matcher == null || went(GoTemplate.expand(step.send().toArray(), matcher, message));
        }

        private boolean went(byte[] send) {
            if (send.length > 0) {
                send(WebsocketFrame.text(send));
            }
            next++;
            return true;
        }

        /** What would hold up the loop is searched on a worker; then it goes on. */
        private void searchElsewhere(QueryStep step, Pattern expect, byte[] message) {
            searching = true;
            hold(true);
            attempt.blocking(
                    () -> {
                        Matcher matcher = expect.matcher(message);
                        return matcher.find() ? Optional.of(matcher) : Optional.<Matcher>empty();
                    },
                    found -> {
                        searching = false;
                        hold(false);
                        boolean ignored = heard(step, message, found.orElse(null));
                        advance();
                        if (closed && !searching && !attempt.isOver()) {
                            noMore("the peer closed the connection");
                        }
                    });
        }

        private void hold(boolean held) {
            if (wire != null) {
                wire.hold(held);
            }
        }

        /** The next whole message; null if it has not come. */
        private byte @Nullable [] nextMessage() {
            while (!attempt.isOver()) {
                Heard heard = messages.next();
                if (heard == null) {
                    return null;
                }
                switch (heard.kind()) {
                    case MESSAGE -> {
                        return heard.payload();
                    }
                    case PING -> pong(heard.payload());
                    case CLOSE -> noMore("the peer closed the WebSocket");
                    case MALFORMED -> attempt.fail("a frame of another form");
                    case TOO_LONG -> attempt.fail("a message of more than " + MOST_BYTES + " bytes");
                }
            }
            return null;
        }

        /** What is answered to a peer that does not read waits in memory: so not for ever. */
        private void pong(byte[] payload) {
            if (++pings > MOST_PINGS) {
                attempt.fail("more than " + MOST_PINGS + " pings");
            } else {
                send(WebsocketFrame.pong(payload));
            }
        }

        private void noMore(String why) {
            QueryStep step = steps.get(Math.min(next, steps.size() - 1));
            attempt.gauges().set(Family.WEBSOCKET_FAILED_DUE_TO_REGEX, 1);
            Pattern expect = step.expect();
            attempt.fail(why + " before the expected message", "expect", expect == null ? "" : expect.pattern());
        }

        void tellPhases() {
            long now = attempt.loop().now();
            long asked = askedNanos == 0 ? now : askedNanos;
            phase("connect", begunNanos, asked);
            if (askedNanos != 0) {
                phase("processing", asked, upgradedNanos == 0 ? now : upgradedNanos);
            }
            if (upgradedNanos != 0) {
                phase("transfer", upgradedNanos, now);
            }
        }

        private void phase(String phase, long from, long to) {
            attempt.gauges().set(Family.WEBSOCKET_DURATION, Attempt.seconds(to - from), "phase", phase);
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            closed = true;
            if (upgraded && cause == null) {
                if (searching) {
                    return;
                }
                attempt.guarded(() -> noMore("the peer closed the connection"));
                return;
            }
            boolean inHandshake = dial.isSecure() && !dial.isSecured();
            Phase reached = inHandshake ? Phase.TLS : Phase.PROCESSING;
            Phase phase = dial.isConnected() ? reached : Phase.CONNECT;
            attempt.refuse(Failures.ofWire(cause, phase, dial, "before the end of the dialogue"));
        }
    }
}
