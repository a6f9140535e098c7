package dev.sonde.agent.blackbox.prober;

import com.google.re2j.Pattern;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.blackbox.module.ProbeModule.Records;
import dev.sonde.agent.expect.Re2;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.agent.probe.dns.DnsMessage;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.contract.check.DnsWords;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One question to a name server over UDP, TCP or TLS, and the judgement of its answer. Belongs to one event loop. */
final class DnsProber implements Prober {
    private static final List<List<String>> WITHOUT_ALPN = List.of(List.of());
    private static final List<String> PHASES = List.of("resolve", "connect", "request");

    private final ProbeLoop loop;

    DnsProber(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        ProbeModule.Dns dns = module.dns();
        PHASES.forEach(phase -> attempt.gauges().set(Family.DNS_DURATION, 0, "phase", phase));
        attempt.gauges().set(Family.DNS_ANSWERS, 0);
        attempt.gauges().set(Family.DNS_AUTHORITY, 0);
        attempt.gauges().set(Family.DNS_ADDITIONAL, 0);
        attempt.gauges().set(Family.DNS_QUERY_SUCCEEDED, 0);
        if (dns.overTls() && !dns.transport().equals("tcp")) {
            attempt.fail("dns_over_tls needs TCP", "expected", "transport_protocol: tcp");
            return;
        }
        HostPort server;
        InetAddress source;
        byte[] query;
        int id = ThreadLocalRandom.current().nextInt(0x10000);
        try {
            server = HostPort.parse(target, dns.overTls() ? 853 : 53);
            source = Reach.source(dns.ip().source());
            query = DnsMessage.query(
                    id,
                    dns.name(),
                    DnsWords.typeNumber(dns.type()),
                    DnsWords.classNumber(dns.queryClass()),
                    dns.recursion());
        } catch (IllegalArgumentException e) {
            attempt.fail("target, source address or query name not understood", "err", String.valueOf(e.getMessage()));
            return;
        }
        attempt.resolve(server.host(), dns.ip(), address -> {
            attempt.gauges().set(Family.DNS_DURATION, attempt.gauges().get(Family.DNS_LOOKUP_TIME), "phase", "resolve");
            Dial dial = new Dial(
                    address, server.port(), null, source, loop.settings().nanoClock());
            if (dns.overTls()) {
                attempt.blocking(() -> TlsSetup.read(dns.tls(), loop, WITHOUT_ALPN), tls -> {
                    String name = dns.tls().serverName().isEmpty()
                            ? server.host()
                            : dns.tls().serverName();
                    connect(new Question(attempt, dns, dial, id, query), Security.of(tls.profile(), name, List.of()));
                });
            } else {
                connect(new Question(attempt, dns, dial, id, query), null);
            }
        });
    }

    private void connect(Question question, @Nullable Security security) {
        Attempt attempt = question.attempt;
        attempt.doing("connecting to " + question.dial);
        question.begunNanos = loop.now();
        Wire wire = question.dns.transport().equals("udp")
                ? loop.dialer().datagrams(question.dial, pipeline -> {}, question)
                : loop.dialer().connect(question.dial, security, question);
        question.wire = wire;
        attempt.atEnd(wire::abort);
        attempt.atEnd(question::tellPhases);
    }

    private static final class Question implements WireListener {
        private final Attempt attempt;
        private final ProbeModule.Dns dns;
        private final Dial dial;
        private final int id;
        private final byte[] query;
        private final boolean framed;
        private byte[] come = new byte[0];
        private @Nullable Wire wire;
        private long begunNanos;
        private long askedNanos;
        private long answeredNanos;

        Question(Attempt attempt, ProbeModule.Dns dns, Dial dial, int id, byte[] query) {
            this.attempt = attempt;
            this.dns = dns;
            this.dial = dial;
            this.id = id;
            this.query = query;
            this.framed = dns.transport().equals("tcp");
        }

        @Override
        public void ready() {
            askedNanos = attempt.loop().now();
            attempt.doing("waiting for the answer");
            if (wire == null) {
                return;
            }
            if (framed) {
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                message.write(query.length >>> 8);
                message.write(query.length);
                message.writeBytes(query);
                wire.send(message.toByteArray());
            } else {
                wire.send(query);
            }
        }

        @Override
        public void received(Object message) {
            if (!(message instanceof ByteBuf buffer)) {
                return;
            }
            byte[] bytes = ByteBufUtil.getBytes(buffer);
            attempt.guarded(() -> {
                if (!framed) {
                    answer(bytes);
                    return;
                }
                int before = come.length;
                come = Arrays.copyOf(come, before + bytes.length);
                System.arraycopy(bytes, 0, come, before, bytes.length);
                int length = come.length < 2 ? Integer.MAX_VALUE : ((come[0] & 0xFF) << 8 | (come[1] & 0xFF)) + 2;
                if (come.length >= length) {
                    answer(Arrays.copyOfRange(come, 2, length));
                }
            });
        }

        private void answer(byte[] bytes) {
            DnsMessage answer;
            try {
                answer = DnsMessage.parse(bytes);
            } catch (DnsMessage.MalformedException e) {
                attempt.fail("Error while reading the answer", "err", String.valueOf(e.getMessage()));
                return;
            }
            if (answer.id() != id) {
                return; // somebody else's, or somebody who guesses
            }
            answeredNanos = attempt.loop().now();
            Gauges gauges = attempt.gauges();
            gauges.set(Family.DNS_QUERY_SUCCEEDED, 1);
            gauges.set(Family.DNS_ANSWERS, answer.answer().size());
            gauges.set(Family.DNS_AUTHORITY, answer.authority().size());
            gauges.set(Family.DNS_ADDITIONAL, answer.additional().size());
            if (dns.type().equals("SOA") && answer.serial() >= 0) {
                gauges.set(Family.DNS_SERIAL, (double) answer.serial());
            }
            if (isQuick(answer)) {
                tell(wrong(answer));
            } else {
                attempt.doing("judging the answer");
                attempt.blocking(() -> Optional.ofNullable(wrong(answer)), found -> tell(found.orElse(null)));
            }
        }

        /** Whether an event loop can hold the records against the expressions. */
        private boolean isQuick(DnsMessage answer) {
            long characters = Stream.of(answer.answer(), answer.authority(), answer.additional())
                    .flatMap(List::stream)
                    .mapToLong(String::length)
                    .sum();
            return Stream.of(dns.answer(), dns.authority(), dns.additional())
                    .flatMap(records -> Stream.of(
                            records.failIfMatches(),
                            records.failIfAllMatch(),
                            records.failIfNotMatches(),
                            records.failIfNoneMatches()))
                    .flatMap(List::stream)
                    .allMatch(expression -> characters <= Re2.quickCharacters(expression));
        }

        private void tell(@Nullable Wrong wrong) {
            if (wrong != null) {
                attempt.log().error(wrong.message(), wrong.pairs().toArray(String[]::new));
            }
            attempt.end(wrong == null);
        }

        /**
         * What is not right, for people.
         *
         * @param pairs of words
         */
        private record Wrong(String message, List<String> pairs) {}

        /** Null if all is right. Takes its time with many records and large expressions. */
        private @Nullable Wrong wrong(DnsMessage answer) {
            String rcode = DnsWords.rcodeWord(answer.rcode());
            List<String> valid = dns.validRcodes().isEmpty() ? List.of("NOERROR") : dns.validRcodes();
            if (!valid.contains(rcode)) {
                return new Wrong(
                        "Rcode is not one of the valid rcodes", List.of("rcode", rcode, "valid", valid.toString()));
            }
            Wrong found = wrong("answer", answer.answer(), dns.answer());
            found = found != null ? found : wrong("authority", answer.authority(), dns.authority());
            return found != null ? found : wrong("additional", answer.additional(), dns.additional());
        }

        private static @Nullable Wrong wrong(String section, List<String> records, Records wanted) {
            List<String> where = List.of("section", section);
            boolean needsOne = !wanted.failIfNotMatches().isEmpty()
                    || !wanted.failIfNoneMatches().isEmpty();
            if (records.isEmpty() && needsOne) {
                return new Wrong("No records to be matched", where);
            }
            boolean all = true;
            boolean any = false;
            for (String record : records) {
                for (Pattern expression : wanted.failIfMatches()) {
                    if (expression.matcher(record).find()) {
                        return wrong("Record matched", section, record, expression);
                    }
                }
                for (Pattern expression : wanted.failIfNotMatches()) {
                    if (!expression.matcher(record).find()) {
                        return wrong("Record did not match", section, record, expression);
                    }
                }
                all &= wanted.failIfAllMatch().stream()
                        .allMatch(expression -> expression.matcher(record).find());
                any |= wanted.failIfNoneMatches().stream()
                        .anyMatch(expression -> expression.matcher(record).find());
            }
            if (!wanted.failIfAllMatch().isEmpty() && all) {
                return new Wrong("All records matched", where);
            }
            return !wanted.failIfNoneMatches().isEmpty() && !any ? new Wrong("No record matched", where) : null;
        }

        private static Wrong wrong(String message, String section, String record, Pattern expression) {
            return new Wrong(message, List.of("section", section, "record", record, "regexp", expression.pattern()));
        }

        /** Also of a question that was not answered: as long as it was waited for. */
        void tellPhases() {
            long end = answeredNanos == 0 ? attempt.loop().now() : answeredNanos;
            long asked = askedNanos == 0 ? end : askedNanos;
            attempt.gauges().set(Family.DNS_DURATION, Attempt.seconds(asked - begunNanos), "phase", "connect");
            attempt.gauges().set(Family.DNS_DURATION, Attempt.seconds(end - asked), "phase", "request");
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            boolean inHandshake = dial.isSecure() && !dial.isSecured();
            Phase reached = inHandshake ? Phase.TLS : Phase.PROCESSING;
            Phase phase = dial.isConnected() ? reached : Phase.CONNECT;
            attempt.refuse(Failures.ofWire(cause, phase, dial, "before its answer"));
        }
    }
}
