package dev.sonde.agent.resolve;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code resolv.conf} says: whom to ask for names, and how. Immutable.
 *
 * @param nameServers in the order to ask; empty means those the Java platform knows
 * @param searchDomains appended to short names
 * @param ndots a name with fewer dots is first tried with the search domains
 * @param timeout for one query to one server
 * @param attempts how often the whole list is tried
 * @param rotate whether runs take turns at which server they ask first
 */
public record ResolverConfiguration(
        List<InetSocketAddress> nameServers,
        List<String> searchDomains,
        int ndots,
        Duration timeout,
        int attempts,
        boolean rotate) {
    /** The platform's name servers, with the defaults of resolv.conf(5). */
    public static final ResolverConfiguration PLATFORM =
            new ResolverConfiguration(List.of(), List.of(), 1, Duration.ofSeconds(5), 2, false);

    private static final int DNS_PORT = 53;

    public ResolverConfiguration {
        nameServers = List.copyOf(nameServers);
        searchDomains = List.copyOf(searchDomains);
    }

    /** The defaults, with these servers. */
    public static ResolverConfiguration of(InetSocketAddress... nameServers) {
        return new ResolverConfiguration(
                List.of(nameServers), List.of(), PLATFORM.ndots, PLATFORM.timeout, PLATFORM.attempts, PLATFORM.rotate);
    }

    /** Reads the lines of a resolv.conf; what is not understood is skipped. Without a server it is the local one. */
    public static ResolverConfiguration parse(Iterable<String> lines) {
        List<InetSocketAddress> servers = new ArrayList<>();
        List<String> search = List.of();
        int ndots = PLATFORM.ndots;
        Duration timeout = PLATFORM.timeout;
        int attempts = PLATFORM.attempts;
        boolean rotate = PLATFORM.rotate;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "nameserver" -> addServer(servers, words);
                case "domain", "search" -> search = List.of(words).subList(1, words.length);
                case "options" -> {
                    for (String option : words) {
                        ndots = value(option, "ndots:", ndots, 0, 15);
                        timeout = Duration.ofSeconds(value(option, "timeout:", (int) timeout.toSeconds(), 1, 30));
                        attempts = value(option, "attempts:", attempts, 1, 5);
                        rotate |= option.equals("rotate");
                    }
                }
                default -> {}
            }
        }
        if (servers.isEmpty()) {
            servers.add(new InetSocketAddress(NetUtil.LOCALHOST4, DNS_PORT));
        }
        List<String> domains =
                search.stream().filter(domain -> !domain.equals(".")).toList();
        return new ResolverConfiguration(servers, domains, ndots, timeout, attempts, rotate);
    }

    private static void addServer(List<InetSocketAddress> servers, String[] words) {
        if (words.length < 2) {
            return;
        }
        int zone = words[1].indexOf('%');
        if (NetUtil.createByteArrayFromIpAddressString(zone < 0 ? words[1] : words[1].substring(0, zone)) == null) {
            return;
        }
        try {
            // A literal with its zone: no name is looked up here.
            servers.add(new InetSocketAddress(InetAddress.getByName(words[1]), DNS_PORT));
        } catch (UnknownHostException e) {
            // The zone names an interface that is gone: nobody can be asked there.
        }
    }

    private static int value(String option, String key, int otherwise, int least, int most) {
        if (!option.startsWith(key)) {
            return otherwise;
        }
        try {
            return Math.max(least, Math.min(most, Integer.parseInt(option.substring(key.length()))));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
