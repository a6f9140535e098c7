package dev.sonde.contract.yaml;

import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsTarget.Transport;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.RecordsExpectation.RecordMatch;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.check.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block {@code dns} of a check as its record. */
final class DnsSection {
    static final Protocol PROTOCOL = Protocol.of(
            "dns",
            "a question to a name server, and what it must answer",
            DnsKeys.BLOCK,
            DnsKeys.DEFAULTS,
            DnsSection::target);

    private DnsSection() {}

    private static DnsTarget target(MappingView dns, Duration timeout, Problems problems) {
        Transport transport = transport(dns, problems);
        Tls tls = transport == Transport.TLS ? TlsKeys.tls(dns.find(DnsKeys.TLS), problems) : null;
        String server = dns.find(DnsKeys.SERVER);
        return new DnsTarget(
                server == null ? null : Endpoint.parse(server, transport.usualPort()),
                transport,
                tls,
                NetworkKeys.network(dns.find(NetworkKeys.NETWORK), problems),
                dns.get(DnsKeys.NAME),
                dns.get(DnsKeys.TYPE),
                dns.get(DnsKeys.CLASS),
                dns.get(DnsKeys.RECURSION),
                expect(dns.find(DnsKeys.EXPECT), tls != null, timeout, problems));
    }

    private static Transport transport(MappingView dns, Problems problems) {
        boolean withTls = dns.isWritten(DnsKeys.TLS);
        if (!dns.isWritten(DnsKeys.TRANSPORT)) {
            return withTls ? Transport.TLS : Transport.UDP;
        }
        Transport transport = dns.get(DnsKeys.TRANSPORT);
        if (withTls && transport != Transport.TLS) {
            problems.error(dns.place(DnsKeys.TLS), "tls: the transport is " + transport.label(), "with transport: tls");
        }
        return transport;
    }

    private static DnsExpectation expect(
            @Nullable MappingView expect, boolean secure, Duration timeout, Problems problems) {
        if (expect == null) {
            return DnsExpectation.DEFAULT;
        }
        if (!secure) {
            CommonKeys.refuseInClearText(expect, "with transport: tls", problems);
        }
        List<String> rcodes = expect.find(DnsKeys.RCODE);
        return new DnsExpectation(
                rcodes == null ? DnsExpectation.DEFAULT.rcodes() : rcodes,
                records(expect.find(DnsKeys.ANSWER)),
                records(expect.find(DnsKeys.AUTHORITY)),
                records(expect.find(DnsKeys.ADDITIONAL)),
                CommonKeys.expectation(expect, DnsKeys.PHASES, true, timeout, problems));
    }

    private static RecordsExpectation records(@Nullable MappingView section) {
        if (section == null) {
            return RecordsExpectation.NONE;
        }
        Integer min = section.find(DnsKeys.MIN);
        List<RecordMatch> matches = new ArrayList<>();
        add(matches, Rule.SOME, section.find(DnsKeys.SOME));
        add(matches, Rule.EVERY, section.find(DnsKeys.EVERY));
        add(matches, Rule.NONE, section.find(DnsKeys.NONE));
        add(matches, Rule.NOT_EVERY, section.find(DnsKeys.NOT_EVERY));
        return new RecordsExpectation(min == null ? 0 : min, matches);
    }

    private static void add(List<RecordMatch> matches, Rule rule, @Nullable List<String> expressions) {
        if (expressions != null) {
            expressions.forEach(expression -> matches.add(new RecordMatch(rule, expression)));
        }
    }
}
