package dev.sonde.contract.yaml;

import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsTarget.Transport;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The block {@code dns} of a check: every key, described once. */
final class DnsKeys {
    /** Kept as text: its usual port is the transport's. */
    static final Key<String> SERVER = Key.optional(
            "server",
            Endpoints.text("HOST or HOST:PORT, an IPv6 address in brackets, the port 1 to 65535"),
            "the name server, the port being 53, or 853 with TLS, unless it is written; without it the first that the agent's machine asks");

    static final Key<Transport> TRANSPORT = Key.withDefault(
            "transport",
            Scalars.word(Transport::label, List.of(Transport.values())),
            Transport.UDP.label(),
            "how it is asked; `tls` also if only a block `tls` is written. An answer by UDP that was cut short is asked for again by TCP");
    static final Key<MappingView> TLS =
            Key.optional("tls", TlsKeys.BLOCK, "how TLS is made, and that it is, unless `transport` says otherwise");
    static final Key<String> NAME = Key.required("name", DnsScalars.name(), "the name asked for");
    static final Key<String> TYPE =
            Key.withDefault("type", DnsScalars.type(), DnsTarget.DEFAULT_TYPE, "the type of record asked for");
    static final Key<String> CLASS =
            Key.withDefault("class", DnsScalars.queryClass(), DnsTarget.DEFAULT_CLASS, "the class asked for");
    static final Key<Boolean> RECURSION = Key.withDefault(
            "recursion", Scalars.bool(), "true", "whether the server is asked to find out what it does not know");

    static final Key<List<String>> RCODE = Key.optional(
            "rcode",
            ListShape.orSingle(DnsScalars.rcode()),
            "response codes of which it must be one; without it NOERROR");
    static final Key<Integer> MIN = Key.optional("min", Scalars.whole(0, 1000), "fewest records of the section");
    static final Key<List<String>> SOME =
            expressions(Rule.SOME, "RE2 expressions that must each match at least one record");
    static final Key<List<String>> EVERY =
            expressions(Rule.EVERY, "RE2 expressions that must each match every record, of which there must be one");
    static final Key<List<String>> NONE = expressions(Rule.NONE, "RE2 expressions that may match no record");
    static final Key<List<String>> NOT_EVERY =
            expressions(Rule.NOT_EVERY, "RE2 expressions of which none may match every record");
    static final Block RECORDS = Block.of("conditions on records", MIN, SOME, EVERY, NONE, NOT_EVERY)
            .atLeastOneOf(MIN, SOME, EVERY, NONE, NOT_EVERY);
    static final Key<MappingView> ANSWER = Key.optional(
            "answer",
            RECORDS,
            "conditions on the records of the answer, each a line as in a zone file, such as `shop.example.<tab>300<tab>IN<tab>A<tab>192.0.2.1`");
    static final Key<MappingView> AUTHORITY =
            Key.optional("authority", RECORDS, "conditions on the records of the authority section");
    static final Key<MappingView> ADDITIONAL =
            Key.optional("additional", RECORDS, "conditions on the records of the additional section");
    static final Key<Map<String, Duration>> PHASES =
            CommonKeys.phases(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING);
    static final Key<MappingView> EXPECT = Key.optional(
            "expect",
            Block.of(
                    "expect",
                    RCODE,
                    ANSWER,
                    AUTHORITY,
                    ADDITIONAL,
                    CommonKeys.CERTIFICATE,
                    CommonKeys.TLS,
                    CommonKeys.RESPONSE_TIME,
                    PHASES),
            "what the answer must be; judged in the order of these keys");

    static final Block BLOCK =
            Block.of("dns", SERVER, TRANSPORT, TLS, NetworkKeys.NETWORK, NAME, TYPE, CLASS, RECURSION, EXPECT);
    /** Settings of TLS hold for checks that turn it on. */
    static final Block DEFAULTS = Block.of("dns", SERVER, TLS, NetworkKeys.NETWORK);

    private DnsKeys() {}

    private static Key<List<String>> expressions(Rule rule, String text) {
        return Key.optional(rule.label(), ListShape.orSingle(Expressions.re2()), text);
    }
}
