package dev.sonde.contract.assignment;

import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsWords;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.SizeLimits;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.check.UdpTarget;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Targets of every protocol with anything in them that their records allow. */
final class RandomTargets {
    /** One per protocol; a test holds them against the sealed {@link Target}. */
    static final Map<Class<? extends Target>, Function<Random, ? extends Target>> ALL = Map.ofEntries(
            Map.entry(HttpTarget.class, RandomTargets::http),
            Map.entry(TcpTarget.class, RandomTargets::tcp),
            Map.entry(TlsTarget.class, RandomTargets::tlsPort),
            Map.entry(UdpTarget.class, RandomTargets::udp),
            Map.entry(ScenarioTarget.class, RandomTargets::scenario),
            Map.entry(DnsTarget.class, RandomTargets::dns),
            Map.entry(GrpcTarget.class, RandomTargets::grpc),
            Map.entry(IcmpTarget.class, RandomTargets::icmp),
            Map.entry(WebsocketTarget.class, RandomTargets::websocket));

    private RandomTargets() {}

    static Target any(Random random) {
        List<Class<?>> protocols = List.of(Target.class.getPermittedSubclasses());
        return ALL.get(protocols.get(random.nextInt(protocols.size()))).apply(random);
    }

    private static HttpTarget http(Random random) {
        boolean inFile = random.nextInt(4) == 0;
        HttpTarget.Version version = one(random, HttpTarget.Version.values());
        boolean quic = version == HttpTarget.Version.HTTP_3;
        return HttpTarget.builder(URI.create((!quic && random.nextBoolean() ? "http" : "https") + "://host-"
                        + random.nextInt(9) + ".example:8080/p?q=" + random.nextInt(9)))
                .method(random.nextBoolean() ? "GET" : "PUT")
                .headers(headers(random))
                .body(!inFile && random.nextBoolean() ? secret(random) : null)
                .bodyFile(inFile ? text(random) : null)
                .version(version)
                .connection(one(random, HttpTarget.Connection.values()))
                .redirects(new HttpTarget.Redirects(random.nextBoolean(), random.nextInt(50)))
                .cookies(random.nextBoolean())
                .compression(one(random, HttpTarget.Compression.values()))
                .auth(random.nextBoolean() ? auth(random) : null)
                .proxy(!quic && random.nextBoolean() ? proxy(random) : null)
                .tls(tls(random))
                .network(network(random))
                .maxBodyBytes(random.nextLong(Long.MAX_VALUE))
                .expect(httpExpectation(random))
                .build();
    }

    private static Endpoint endpoint(Random random) {
        return Endpoint.parse(
                (random.nextBoolean() ? "[2001:db8::1]" : "db.example") + ":" + (1 + random.nextInt(65_535)));
    }

    private static TlsTarget tlsPort(Random random) {
        return new TlsTarget(
                endpoint(random),
                random.nextBoolean() ? one(random, TlsTarget.StartTls.values()) : null,
                random.nextBoolean() ? List.of("h2", "http/1.1") : List.of(),
                tls(random),
                network(random),
                expectation(random));
    }

    private static WebsocketTarget websocket(Random random) {
        List<Step> steps = new ArrayList<>(dialogue(random).steps());
        steps.removeIf(Step.StartTls.class::isInstance);
        Auth auth = random.nextBoolean() ? auth(random) : null;
        return new WebsocketTarget(
                URI.create((random.nextBoolean() ? "ws" : "wss") + "://host.example:8080/p?q=" + random.nextInt(9)),
                headers(random),
                random.nextBoolean() ? List.of("mqtt", "amqp") : List.of(),
                auth instanceof Auth.OAuth2 ? null : auth,
                random.nextBoolean() ? proxy(random) : null,
                tls(random),
                network(random),
                new Dialogue(steps),
                expectation(random));
    }

    private static UdpTarget udp(Random random) {
        List<Step> steps = new ArrayList<>(dialogue(random).steps());
        steps.removeIf(Step.StartTls.class::isInstance);
        steps.add(0, new Step.SendBytes("00ff"));
        return new UdpTarget(endpoint(random), network(random), new Dialogue(steps), expectation(random));
    }

    private static TcpTarget tcp(Random random) {
        Dialogue dialogue = dialogue(random);
        return new TcpTarget(
                endpoint(random),
                dialogue.startsTls() || random.nextBoolean() ? tls(random) : null,
                network(random),
                dialogue,
                expectation(random));
    }

    private static ScenarioTarget scenario(Random random) {
        List<ScenarioTarget.Step> steps = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Map<String, ScenarioTarget.Extract> extract = new LinkedHashMap<>();
            extract.put("a" + i, new ScenarioTarget.Extract.Json(new JsonPath("$.a[" + i + "]")));
            extract.put("b" + i, new ScenarioTarget.Extract.OfHeader("X-B", maybe(random)));
            extract.put("c" + i, new ScenarioTarget.Extract.Matches(text(random)));
            steps.add(new ScenarioTarget.Step(
                    "step-" + i,
                    "https://host-" + i + ".example/{{a}}",
                    random.nextBoolean() ? "GET" : "POST",
                    headers(random),
                    random.nextBoolean() ? secret(random) : null,
                    random.nextBoolean() ? auth(random) : null,
                    new HttpTarget.Redirects(random.nextBoolean(), random.nextInt(50)),
                    httpExpectation(random),
                    random.nextBoolean() ? extract : Map.of()));
        }
        Map<String, SecretText> variables = new LinkedHashMap<>();
        variables.put("a", secret(random));
        return new ScenarioTarget(
                steps,
                random.nextBoolean() ? variables : Map.of(),
                random.nextBoolean(),
                random.nextBoolean() ? proxy(random) : null,
                tls(random),
                network(random));
    }

    private static DnsTarget dns(Random random) {
        DnsTarget.Transport transport = one(random, DnsTarget.Transport.values());
        return new DnsTarget(
                random.nextBoolean() ? null : new Endpoint("2001:db8::53", 1 + random.nextInt(65_535)),
                transport,
                transport == DnsTarget.Transport.TLS ? tls(random) : null,
                network(random),
                "shop.example.",
                one(random, DnsWords.types().toArray(String[]::new)),
                one(random, DnsWords.classes().toArray(String[]::new)),
                random.nextBoolean(),
                new DnsExpectation(
                        List.of(one(random, DnsWords.rcodes().toArray(String[]::new))),
                        records(random),
                        records(random),
                        records(random),
                        expectation(random)));
    }

    private static GrpcTarget grpc(Random random) {
        return new GrpcTarget(
                new Endpoint("shop.example", 1 + random.nextInt(65_535)),
                text(random),
                random.nextBoolean() ? tls(random) : null,
                network(random),
                headers(random),
                List.of(one(random, GrpcTarget.Serving.values())),
                expectation(random));
    }

    private static IcmpTarget icmp(Random random) {
        return new IcmpTarget(
                random.nextBoolean() ? "shop.example" : "2001:db8::1",
                1 + random.nextInt(IcmpTarget.MAX_PACKETS),
                duration(random),
                random.nextInt(IcmpTarget.MAX_SIZE),
                1 + random.nextInt(255),
                random.nextBoolean(),
                network(random),
                new IcmpTarget.IcmpExpectation(
                        BigDecimal.valueOf(random.nextInt(1000), 3),
                        random.nextBoolean() ? null : duration(random),
                        random.nextBoolean() ? null : duration(random)));
    }

    private static RecordsExpectation records(Random random) {
        List<RecordsExpectation.RecordMatch> matches = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            matches.add(
                    new RecordsExpectation.RecordMatch(one(random, RecordsExpectation.Rule.values()), text(random)));
        }
        return new RecordsExpectation(random.nextInt(3), matches);
    }

    private static HttpExpectation httpExpectation(Random random) {
        List<StatusMatch> status = new ArrayList<>();
        status.add(StatusMatch.parse((1 + random.nextInt(5)) + "xx"));
        status.add(StatusMatch.parse(String.valueOf(100 + random.nextInt(500))));
        List<HeaderMatch> headers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(new HeaderMatch("X-" + i, match(random)));
        }
        return new HttpExpectation(status, headers, body(random), size(random), expectation(random));
    }

    static BodyExpectation body(Random random) {
        List<TextMatch> texts = new ArrayList<>();
        List<JsonMatch> json = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            texts.add(match(random));
            json.add(jsonMatch(random));
        }
        return new BodyExpectation(texts, json, maybe(random));
    }

    private static JsonMatch jsonMatch(Random random) {
        JsonPath path = new JsonPath(random.nextBoolean() ? "$.a[" + random.nextInt(3) + "]" : "$['x y'].b");
        JsonMatch.Comparison comparison = one(random, JsonMatch.Comparison.values());
        return new JsonMatch(
                path,
                comparison,
                switch (comparison) {
                    case EQUALS, NOT_EQUALS, MATCHES -> text(random);
                    case LESS_THAN, GREATER_THAN -> "-" + random.nextInt(5) + ".5";
                    case EXISTS -> String.valueOf(random.nextBoolean());
                });
    }

    private static SizeLimits size(Random random) {
        long least = random.nextInt(100);
        return random.nextBoolean()
                ? null
                : new SizeLimits(least, random.nextBoolean() ? null : least + random.nextInt(100));
    }

    static Expectation expectation(Random random) {
        Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        for (int i = random.nextInt(3); i > 0; i--) {
            phases.put(one(random, Phase.values()), duration(random));
        }
        return new Expectation(
                certificate(random),
                random.nextBoolean() ? one(random, TlsVersion.values()) : null,
                random.nextBoolean() ? duration(random) : null,
                phases);
    }

    private static CertificateExpectation certificate(Random random) {
        int daysLeft = random.nextInt(60) - 1;
        int chainDaysLeft = random.nextInt(3) - 1;
        String name = maybe(random);
        String issuer = maybe(random);
        boolean none = daysLeft < 0 && chainDaysLeft < 0 && name == null && issuer == null;
        return none || random.nextBoolean() ? null : new CertificateExpectation(daysLeft, chainDaysLeft, name, issuer);
    }

    static Tls tls(Random random) {
        boolean own = random.nextBoolean();
        TlsVersion oldest = one(random, TlsVersion.values());
        return new Tls(
                maybe(random),
                own ? text(random) : null,
                own ? text(random) : null,
                maybe(random),
                random.nextBoolean(),
                oldest,
                random.nextBoolean() ? null : random.nextBoolean() ? oldest : TlsVersion.TLS_1_3);
    }

    static Network network(Random random) {
        return random.nextBoolean()
                ? Network.DEFAULT
                : new Network(
                        random.nextBoolean() ? null : one(random, IpFamily.values()),
                        random.nextBoolean(),
                        random.nextBoolean() ? null : random.nextBoolean() ? "10.0.0.5" : "2001:db8::5",
                        one(random, Network.Addresses.values()),
                        one(random, Network.Rule.values()));
    }

    static Dialogue dialogue(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            steps.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Step.Send(secret(random));
                        case 1 -> new Step.SendBytes("0D 0a" + random.nextInt(10) + "0");
                        case 2 -> new Step.Expect(text(random));
                        case 3 -> new Step.ExpectBytes("ff");
                        default -> new Step.StartTls();
                    });
        }
        return new Dialogue(steps);
    }

    private static Auth auth(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Auth.Basic(secret(random), secret(random));
            case 1 -> new Auth.Bearer(secret(random));
            default -> {
                Map<String, SecretText> params = new LinkedHashMap<>();
                List<String> scopes = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    params.put("p" + i, secret(random));
                    scopes.add(text(random));
                }
                yield new Auth.OAuth2(
                        URI.create("https://id.example/token"), secret(random), secret(random), scopes, params);
            }
        };
    }

    private static Proxy proxy(Random random) {
        SecretText username = random.nextBoolean() ? secret(random) : null;
        SecretText password = username != null && random.nextBoolean() ? secret(random) : null;
        return new Proxy(URI.create("http://proxy.example:3128"), username, password, headers(random));
    }

    private static List<Header> headers(Random random) {
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(new Header("H-" + random.nextInt(5), secret(random)));
        }
        return headers;
    }

    private static TextMatch match(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new TextMatch.Contains(text(random));
            case 1 -> new TextMatch.Matches(text(random));
            case 2 -> new TextMatch.NotContains(text(random));
            default -> new TextMatch.NotMatches(text(random));
        };
    }

    private static Duration duration(Random random) {
        return Duration.ofNanos(1 + random.nextLong(5_000_000_000L));
    }

    private static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    static SecretText secret(Random random) {
        return new SecretText(text(random) + (random.nextBoolean() ? "${file:name-" + random.nextInt(5) + "}" : "$${"));
    }

    static String maybe(Random random) {
        return random.nextBoolean() ? text(random) : null;
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int kind = random.nextInt(12);
            text.appendCodePoint(
                    kind == 0
                            ? random.nextInt(0x20)
                            : kind == 1 ? 0x1F600 + random.nextInt(50) : 0x25 + random.nextInt(90));
        }
        return text.toString();
    }
}
