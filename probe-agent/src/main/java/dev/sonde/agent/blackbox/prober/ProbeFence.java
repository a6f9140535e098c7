package dev.sonde.agent.blackbox.prober;

import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.fence.AddressRange;
import java.net.IDN;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Says what may be probed on demand. Addresses: the public internet and the ranges allowed, held against every address
 * right before it is dialled, so that neither a redirect nor a name that resolves differently the second time leads
 * around it. Names: any, but once one is allowed only those. Sockets in the file system: only those allowed. What is
 * denied is denied whatever allows it. Immutable.
 */
public final class ProbeFence {
    private static final Pattern RANGE = Pattern.compile("[0-9.]+(/[0-9]+)?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(/[0-9]+)?");

    private final List<AddressRange> allowedRanges = new ArrayList<>();
    private final List<Pattern> allowedNames = new ArrayList<>();
    private final List<Pattern> allowedPaths = new ArrayList<>();
    private final List<Pattern> denied = new ArrayList<>();
    private final AddressFence addresses;

    private ProbeFence(List<String> allow, List<String> deny) {
        for (String entry : allow) {
            if (RANGE.matcher(entry).matches()) {
                allowedRanges.add(AddressRange.parse(entry));
            } else if (entry.startsWith("/")) {
                allowedPaths.add(pattern(entry));
            } else {
                allowedNames.add(pattern(written(entry)));
            }
        }
        List<AddressRange> never = new ArrayList<>();
        for (String entry : deny) {
            if (RANGE.matcher(entry).matches()) {
                never.add(AddressRange.parse(entry));
            } else {
                denied.add(pattern(entry.startsWith("/") ? entry : written(entry)));
            }
        }
        this.addresses = AddressFence.of(allowedRanges, AddressFence.NOT_PUBLIC).never(never);
    }

    /**
     * Reads ranges ({@code 10.0.0.0/8}), names ({@code *.example.org}) and paths ({@code /run/app/*.sock}); a star stands
     * for any run. IllegalArgumentException with a message for people if one is none of these.
     */
    public static ProbeFence of(List<String> allow, List<String> deny) {
        return new ProbeFence(allow, deny);
    }

    /** What is asked before an address is dialled. */
    public AddressFence addresses() {
        return addresses;
    }

    /** Whether the name may be looked up and probed. */
    boolean permitsName(String name) {
        String plain = normal(name);
        return !plain.isEmpty() && !matches(denied, plain) && (allowedNames.isEmpty() || matches(allowedNames, plain));
    }

    /** Whether an address may be probed that was written as such. */
    boolean permitsLiteral(String literal, InetAddress address) {
        boolean listed = allowedNames.isEmpty()
                || matches(allowedNames, normal(literal))
                || allowedRanges.stream().anyMatch(range -> range.contains(address));
        return listed && !matches(denied, normal(literal)) && addresses.permits(address);
    }

    /** Whether the socket may be connected to. A path has one spelling: what another leads to is not looked at. */
    boolean permitsPath(String path) {
        boolean plain = path.startsWith("/")
                && !path.matches("(?s).*(//|/\\.\\.?(/|$)).*")
                && path.chars().noneMatch(Character::isISOControl);
        return plain && !matches(denied, path) && matches(allowedPaths, path);
    }

    /** A name as it will be looked up, however it is spelt; empty if it can be none. */
    private static String normal(String name) {
        String ascii;
        try {
            ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    private static String written(String entry) {
        String name = normal(entry);
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + entry + "' (expected: a range such as 10.0.0.0/8, a name such as *.example.org or a path)");
        }
        return name;
    }

    private static boolean matches(List<Pattern> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
    }
}
