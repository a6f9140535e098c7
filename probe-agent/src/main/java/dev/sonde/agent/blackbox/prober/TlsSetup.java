package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.Secret;
import dev.sonde.agent.blackbox.module.TlsSettings;
import dev.sonde.agent.probe.connect.ClientKeys;
import dev.sonde.agent.probe.connect.TlsDemand;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.TlsVersions;
import dev.sonde.agent.probe.connect.TrustStore.Roots;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.check.TlsVersion;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A module's TLS, ready to be spoken, and the gauges that tell what came of it. What was read is shared between probes,
 * so that reading roots is in no probe's phases. Immutable.
 *
 * @param roots trusted; null accepts every certificate
 */
record TlsSetup(TlsProfile profile, @Nullable Roots roots) {
    /** Whose dates are told where there is no verified chain, as Go's zero time would. */
    private static final long NO_CHAIN = -62_135_596_800L;

    /**
     * Reads files and sets up contexts: not for event loops.
     *
     * @param offers the ALPN lists that will be offered
     * @throws IOException with a message for people
     */
    static TlsSetup read(TlsSettings settings, ProbeLoop loop, List<List<String>> offers)
            throws IOException, GeneralSecurityException {
        TlsDemand demand = demand(settings, loop.settings());
        return new TlsSetup(loop.profiles().profile(demand, offers), demand.roots());
    }

    /** The same for QUIC; messages also where that is not there. */
    static TlsSetup readQuic(TlsSettings settings, ProbeLoop loop, List<String> offered)
            throws IOException, GeneralSecurityException {
        TlsDemand demand = demand(settings, loop.settings());
        return new TlsSetup(loop.profiles().quicProfile(demand, offered), demand.roots());
    }

    private static TlsDemand demand(TlsSettings settings, ProbeSettings shared)
            throws IOException, GeneralSecurityException {
        Roots roots = settings.verify() ? roots(settings.ca(), shared) : null;
        ClientKeys.Identity identity = null;
        Secret certificate = settings.certificate();
        Secret key = settings.key();
        if (certificate != null && key != null) {
            identity = shared.keys().pem(name("cert", certificate), bytes(certificate), name("key", key), bytes(key));
        }
        TlsVersion newest = version(settings.maxVersion());
        TlsVersion oldest = version(settings.minVersion());
        List<String> versions = TlsVersions.between(
                oldest == null ? usualOldest(newest) : oldest,
                newest,
                shared.engines().tls());
        return new TlsDemand(roots, identity, versions);
    }

    /** Trusted roots; null trusts the platform's. Not for event loops. */
    static Roots roots(@Nullable Secret ca, ProbeSettings shared) throws IOException, GeneralSecurityException {
        return ca == null ? shared.trust().platform() : shared.trust().pem(name("ca", ca), bytes(ca));
    }

    private static byte[] bytes(Secret pem) throws IOException {
        return pem.read().getBytes(StandardCharsets.UTF_8);
    }

    private static String name(String key, Secret pem) {
        String file = pem.file();
        return file == null ? "of " + key : file;
    }

    private static TlsVersion usualOldest(@Nullable TlsVersion newest) {
        return newest == null || newest.compareTo(TlsVersion.TLS_1_2) > 0 ? TlsVersion.TLS_1_2 : newest;
    }

    /** From {@code TLS12}; null if nothing is written. */
    private static @Nullable TlsVersion version(String written) {
        return written.isEmpty() ? null : TlsVersion.valueOf("TLS_" + written.charAt(3) + "_" + written.charAt(4));
    }

    /**
     * Tells of a handshake that was completed.
     *
     * @param version such as {@code 1.3}
     * @param shown the peer's certificates, its own first
     */
    void tell(Gauges gauges, String version, List<X509Certificate> shown) {
        tellWithoutChain(gauges, version, shown);
        if (shown.isEmpty()) {
            return;
        }
        Collection<X509Certificate> trusted =
                roots == null ? List.of() : List.of(roots.judge().getAcceptedIssuers());
        Instant chain = CertificateChains.lastExpiry(shown, trusted);
        gauges.set(Family.CHAIN_EXPIRY, (double) (chain == null ? NO_CHAIN : chain.getEpochSecond()));
    }

    /** The same without the verified chain's end. */
    void tellWithoutChain(Gauges gauges, String version, List<X509Certificate> shown) {
        gauges.set(Family.TLS_VERSION, 1, "version", "TLS " + version);
        if (shown.isEmpty()) {
            return;
        }
        gauges.set(Family.CERT_EXPIRY, (double) earliestExpiry(shown).getEpochSecond());
        X509Certificate own = shown.get(0);
        gauges.set(
                Family.CHAIN_INFO,
                1,
                "fingerprint_sha256",
                CertificateChains.fingerprint(own),
                "subject",
                DistinguishedNames.text(own.getSubjectX500Principal()),
                "issuer",
                DistinguishedNames.text(own.getIssuerX500Principal()),
                "subjectalternative",
                dnsNames(own),
                "serialnumber",
                serial(own.getSerialNumber()));
    }

    static Instant earliestExpiry(List<X509Certificate> certificates) {
        Instant earliest = certificates.get(0).getNotAfter().toInstant();
        for (X509Certificate certificate : certificates) {
            Instant until = certificate.getNotAfter().toInstant();
            earliest = until.isBefore(earliest) ? until : earliest;
        }
        return earliest;
    }

    private static String dnsNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? ""
                    : names.stream()
                            .filter(name -> name.get(0).equals(2))
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.joining(","));
        } catch (CertificateParsingException e) {
            return "";
        }
    }

    private static String serial(BigInteger number) {
        byte[] bytes = number.abs().toByteArray();
        String hex = HexFormat.of().formatHex(bytes);
        return bytes.length > 1 && bytes[0] == 0 ? hex.substring(2) : hex;
    }
}
