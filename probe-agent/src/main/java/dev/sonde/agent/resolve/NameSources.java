package dev.sonde.agent.resolve;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;

/**
 * Everything a name is resolved from, as it stood at one moment. Immutable.
 *
 * @param hosts asked first
 * @param configuration how the rest is asked of name servers
 * @param families which addresses this machine can use at all
 */
public record NameSources(HostsFile hosts, ResolverConfiguration configuration, Families families) {
    /** Which kinds of address are asked for. */
    public enum Families {
        IPV4,
        /** Both; an IPv4 address is taken where there is one. */
        IPV4_FIRST,
        IPV6
    }

    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    /** Only the given name servers, and {@code localhost}. */
    public static NameSources of(ResolverConfiguration configuration) {
        return new NameSources(HostsFile.EMPTY, configuration, Families.IPV4_FIRST);
    }

    /** The system's own. Blocks on file reads: not for event loops. */
    public static NameSources system() {
        return read(HOSTS, RESOLV_CONF);
    }

    static NameSources read(Path hosts, Path resolvConf) {
        List<String> hostsLines = lines(hosts);
        ResolverConfiguration configuration = Files.isReadable(resolvConf)
                ? ResolverConfiguration.parse(lines(resolvConf))
                : ResolverConfiguration.PLATFORM;
        return new NameSources(HostsFile.parse(hostsLines), configuration, machineFamilies());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** IPv6 is asked for only where an address beyond this link exists: elsewhere it would double every lookup in vain. */
    private static Families machineFamilies() {
        boolean ipv4 = false;
        boolean ipv6 = false;
        try {
            Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces != null && interfaces.hasMoreElements()) {
                Enumeration<InetAddress> addresses = interfaces.nextElement().getInetAddresses();
                while (addresses.hasMoreElements()) {
                    InetAddress address = addresses.nextElement();
                    boolean beyondLink = !address.isLoopbackAddress() && !address.isLinkLocalAddress();
                    ipv4 |= beyondLink && address instanceof Inet4Address;
                    ipv6 |= beyondLink && address instanceof Inet6Address;
                }
            }
        } catch (SocketException e) {
            return Families.IPV4_FIRST;
        }
        if (ipv6) {
            return ipv4 ? Families.IPV4_FIRST : Families.IPV6;
        }
        return Families.IPV4;
    }
}
