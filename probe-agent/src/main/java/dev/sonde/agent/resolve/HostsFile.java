package dev.sonde.agent.resolve;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The system's own table of names. {@code localhost} and names below it mean loopback whether the table says so or not
 * (RFC 6761). Immutable.
 */
public final class HostsFile {
    /** An empty table. */
    public static final HostsFile EMPTY = new HostsFile(Map.of());

    private static final List<InetAddress> LOOPBACK = List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);

    private final Map<String, List<InetAddress>> addressesByName;

    private HostsFile(Map<String, List<InetAddress>> addressesByName) {
        this.addressesByName = addressesByName;
    }

    /** Reads the lines of a hosts file; lines that are not understood are skipped, as every resolver does. */
    public static HostsFile parse(Iterable<String> lines) {
        Map<String, List<InetAddress>> table = new HashMap<>();
        for (String line : lines) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
            byte[] address = NetUtil.createByteArrayFromIpAddressString(words[0]);
            if (address == null) {
                continue;
            }
            for (int i = 1; i < words.length; i++) {
                add(table, words[i], address);
            }
        }
        return new HostsFile(table);
    }

    private static void add(Map<String, List<InetAddress>> table, String name, byte[] address) {
        String key = name.toLowerCase(Locale.ROOT);
        try {
            table.computeIfAbsent(key, absent -> new ArrayList<>(2)).add(InetAddress.getByAddress(name, address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + address.length + " bytes", e);
        }
    }

    /**
     * The addresses of a name in the order of the file, IPv4 first.
     *
     * @param name without a trailing dot, in any case
     * @return empty if the table does not know it
     */
    public List<InetAddress> addresses(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        List<InetAddress> found = addressesByName.get(key);
        if (found != null) {
            return found.stream()
                    .sorted((a, b) -> a.getAddress().length - b.getAddress().length)
                    .toList();
        }
        return key.equals("localhost") || key.endsWith(".localhost") ? LOOPBACK : List.of();
    }
}
