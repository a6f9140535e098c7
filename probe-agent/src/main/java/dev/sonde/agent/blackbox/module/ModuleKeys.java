package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.DnsScalars;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalar;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A module and all of its blocks but {@code http}. */
final class ModuleKeys {
    private static final Key<String> PROBER = Key.optional("prober", GoValues.text(), "what probes");
    private static final Key<Duration> TIMEOUT = Key.withDefault("timeout", GoValues.duration(), "0", "most time");

    private static final Key<MappingView> HTTP = Key.optional("http", HttpKeys.BLOCK, "of prober http");

    private static final Key<Boolean> TLS = Key.withDefault("tls", GoValues.bool(), "false", "whether TLS is spoken");
    private static final Key<MappingView> TCP = Key.optional(
            "tcp",
            Block.of("tcp", IpKeys.PREFERRED, IpKeys.FALLBACK, IpKeys.SOURCE, QueryKeys.STEPS, TLS, TlsKeys.TLS_CONFIG),
            "of prober tcp");
    private static final Key<MappingView> UNIX =
            Key.optional("unix", Block.of("unix", QueryKeys.STEPS, TLS, TlsKeys.TLS_CONFIG), "of prober unix");

    private static final Key<String> TRANSPORT =
            Key.withDefault("transport_protocol", GoValues.word("udp", "tcp", ""), "udp", "what carries the question");
    private static final Key<Boolean> OVER_TLS =
            Key.withDefault("dns_over_tls", GoValues.bool(), "false", "whether TLS is spoken over TCP");
    private static final Key<String> QUERY_NAME = Key.required("query_name", nonEmpty(), "the name asked for");
    private static final Key<String> QUERY_TYPE = Key.withDefault("query_type", DnsScalars.type(), "ANY", "the type");
    private static final Key<String> QUERY_CLASS =
            Key.withDefault("query_class", DnsScalars.queryClass(), "IN", "the class");
    private static final Key<Boolean> RECURSION =
            Key.withDefault("recursion_desired", GoValues.bool(), "true", "whether the server asks others");
    private static final Key<List<String>> VALID_RCODES =
            Key.optional("valid_rcodes", ListShape.repeatable(DnsScalars.rcode()), "right answers; NOERROR if none");
    private static final Key<List<Pattern>> FAIL_IF_MATCHES =
            Key.optional("fail_if_matches_regexp", GoValues.expressions(), "a match is wrong");
    private static final Key<List<Pattern>> FAIL_IF_ALL_MATCH =
            Key.optional("fail_if_all_match_regexp", GoValues.expressions(), "matches alone are wrong");
    private static final Key<List<Pattern>> FAIL_IF_NOT_MATCHES =
            Key.optional("fail_if_not_matches_regexp", GoValues.expressions(), "a record without match is wrong");
    private static final Key<List<Pattern>> FAIL_IF_NONE_MATCHES =
            Key.optional("fail_if_none_matches_regexp", GoValues.expressions(), "no match at all is wrong");
    private static final Block RECORDS =
            Block.of("records", FAIL_IF_MATCHES, FAIL_IF_ALL_MATCH, FAIL_IF_NOT_MATCHES, FAIL_IF_NONE_MATCHES);
    private static final Key<MappingView> ANSWER = Key.optional("validate_answer_rrs", RECORDS, "answers");
    private static final Key<MappingView> AUTHORITY = Key.optional("validate_authority_rrs", RECORDS, "authority");
    private static final Key<MappingView> ADDITIONAL = Key.optional("validate_additional_rrs", RECORDS, "additional");
    private static final Key<MappingView> DNS = Key.optional(
            "dns",
            Block.of(
                    "dns",
                    IpKeys.PREFERRED,
                    IpKeys.FALLBACK,
                    IpKeys.SOURCE,
                    TRANSPORT,
                    OVER_TLS,
                    TlsKeys.TLS_CONFIG,
                    QUERY_CLASS,
                    QUERY_NAME,
                    QUERY_TYPE,
                    RECURSION,
                    VALID_RCODES,
                    ANSWER,
                    AUTHORITY,
                    ADDITIONAL),
            "of prober dns");

    private static final Key<Integer> PAYLOAD_SIZE =
            Key.optional("payload_size", GoValues.whole(0, 65_500), "bytes beside the header");
    private static final Key<Boolean> DONT_FRAGMENT =
            Key.withDefault("dont_fragment", GoValues.bool(), "false", "whether routers must not split it");
    private static final Key<Integer> TTL = Key.withDefault("ttl", GoValues.whole(0, 255), "64", "most hops");
    private static final Key<MappingView> ICMP = Key.optional(
            "icmp",
            Block.of("icmp", IpKeys.PREFERRED, IpKeys.FALLBACK, IpKeys.SOURCE, PAYLOAD_SIZE, DONT_FRAGMENT, TTL),
            "of prober icmp");

    private static final Key<String> SERVICE = Key.optional("service", GoValues.text(), "the service asked about");
    private static final Key<Map<String, List<String>>> METADATA =
            Key.optional("metadata", MapShape.of(GoValues.text(), GoValues.texts()), "headers of the call");
    private static final Key<MappingView> GRPC = Key.optional(
            "grpc",
            Block.of("grpc", SERVICE, TLS, TlsKeys.TLS_CONFIG, IpKeys.PREFERRED, IpKeys.FALLBACK, METADATA),
            "of prober grpc");

    private static final Key<MappingView> HTTP_CONFIG =
            Key.optional("http_config", ClientKeys.BLOCK, "how the handshake is made");
    private static final Key<MappingView> WEBSOCKET = Key.optional(
            "websocket",
            Block.of(
                    "websocket",
                    HTTP_CONFIG,
                    ClientKeys.HANDSHAKE_HEADERS,
                    QueryKeys.MESSAGES,
                    IpKeys.PREFERRED,
                    IpKeys.FALLBACK),
            "of prober websocket");

    static final Block MODULE = Block.of("module", PROBER, TIMEOUT, HTTP, TCP, UNIX, DNS, ICMP, GRPC, WEBSOCKET);

    private ModuleKeys() {}

    static ProbeModule read(MappingView module, Problems problems) {
        String written = module.find(PROBER);
        String prober = written == null ? "" : written;
        return new ProbeModule(
                prober,
                module.get(TIMEOUT),
                HttpKeys.read(module.find(HTTP), problems),
                tcp(module.find(TCP), problems),
                unix(module.find(UNIX), problems),
                dns(module, prober, problems),
                icmp(module.find(ICMP)),
                grpc(module.find(GRPC), problems),
                websocket(module.find(WEBSOCKET), problems),
                Dump.module(MODULE, module, prober));
    }

    private static ProbeModule.Tcp tcp(@Nullable MappingView block, Problems problems) {
        return new ProbeModule.Tcp(
                IpKeys.read(block, true), secure(block), tls(block, problems), dialogue(block, problems));
    }

    private static ProbeModule.Unix unix(@Nullable MappingView block, Problems problems) {
        return new ProbeModule.Unix(secure(block), tls(block, problems), dialogue(block, problems));
    }

    private static boolean secure(@Nullable MappingView block) {
        return block != null && block.get(TLS);
    }

    private static TlsSettings tls(@Nullable MappingView block, Problems problems) {
        return block == null ? TlsSettings.DEFAULT : TlsKeys.read(block.find(TlsKeys.TLS_CONFIG), problems);
    }

    private static List<QueryStep> dialogue(@Nullable MappingView block, Problems problems) {
        return block == null ? List.of() : QueryKeys.read(block.find(QueryKeys.STEPS), problems);
    }

    private static ProbeModule.Dns dns(MappingView module, String prober, Problems problems) {
        MappingView block = module.find(DNS);
        if (block == null) {
            if (prober.equals("dns")) {
                problems.warning(module.place(), "prober dns without a name to ask for", "dns: {query_name: ...}");
            }
            return new ProbeModule.Dns(
                    IpKeys.read(null, true),
                    "udp",
                    false,
                    TlsSettings.DEFAULT,
                    "",
                    "ANY",
                    "IN",
                    true,
                    List.of(),
                    ProbeModule.Records.ANY,
                    ProbeModule.Records.ANY,
                    ProbeModule.Records.ANY);
        }
        String transport = block.get(TRANSPORT);
        boolean overTls = block.get(OVER_TLS);
        if (overTls && !transport.equals("tcp")) {
            problems.warning(
                    block.place(OVER_TLS), "dns_over_tls over udp: every probe fails", "transport_protocol: tcp");
        }
        List<String> rcodes = block.find(VALID_RCODES);
        return new ProbeModule.Dns(
                IpKeys.read(block, true),
                transport.isEmpty() ? "udp" : transport,
                overTls,
                tls(block, problems),
                block.get(QUERY_NAME),
                block.get(QUERY_TYPE),
                block.get(QUERY_CLASS),
                block.get(RECURSION),
                rcodes == null ? List.of() : rcodes,
                records(block.find(ANSWER)),
                records(block.find(AUTHORITY)),
                records(block.find(ADDITIONAL)));
    }

    private static ProbeModule.Records records(@Nullable MappingView block) {
        return block == null
                ? ProbeModule.Records.ANY
                : new ProbeModule.Records(
                        expressions(block, FAIL_IF_MATCHES),
                        expressions(block, FAIL_IF_ALL_MATCH),
                        expressions(block, FAIL_IF_NOT_MATCHES),
                        expressions(block, FAIL_IF_NONE_MATCHES));
    }

    private static List<Pattern> expressions(MappingView block, Key<List<Pattern>> key) {
        List<Pattern> expressions = block.find(key);
        return expressions == null ? List.of() : expressions;
    }

    private static ProbeModule.Icmp icmp(@Nullable MappingView block) {
        if (block == null) {
            return new ProbeModule.Icmp(IpKeys.read(null, true), 0, false, 64);
        }
        Integer payload = block.find(PAYLOAD_SIZE);
        return new ProbeModule.Icmp(
                IpKeys.read(block, true), payload == null ? 0 : payload, block.get(DONT_FRAGMENT), block.get(TTL));
    }

    private static ProbeModule.Grpc grpc(@Nullable MappingView block, Problems problems) {
        if (block == null) {
            return new ProbeModule.Grpc(IpKeys.read(null, false), "", false, TlsSettings.DEFAULT, Map.of());
        }
        String service = block.find(SERVICE);
        Map<String, List<String>> metadata = block.find(METADATA);
        return new ProbeModule.Grpc(
                IpKeys.read(block, false),
                service == null ? "" : service,
                block.get(TLS),
                tls(block, problems),
                metadata == null ? Map.of() : metadata);
    }

    private static ProbeModule.Websocket websocket(@Nullable MappingView block, Problems problems) {
        if (block == null) {
            return new ProbeModule.Websocket(IpKeys.read(null, false), ClientSettings.DEFAULT, List.of(), List.of());
        }
        return new ProbeModule.Websocket(
                IpKeys.read(block, false),
                ClientKeys.read(block.find(HTTP_CONFIG), problems),
                ClientKeys.headers(block.find(ClientKeys.HANDSHAKE_HEADERS)),
                QueryKeys.readMessages(block.find(QueryKeys.MESSAGES)));
    }

    private static Scalar<String> nonEmpty() {
        return Scalar.of("text", "text, not empty", text -> {
            if (text.isEmpty()) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
