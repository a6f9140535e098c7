package dev.sonde.agent.probe.http;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute HTTP URL, and references resolved against it (RFC 3986). Read more leniently than {@link java.net.URI}
 * does, which refuses hosts with underscores and much that servers put into Location. Immutable.
 *
 * @param secure whether https
 * @param host in lower case and ASCII; an IPv6 literal without brackets
 * @param target path and query, percent-encoded, beginning with a slash
 * @param userInfo what stood before the @, percent-encoded; empty if nothing did
 */
public record Url(boolean secure, String host, int port, String target, String userInfo) {
    private static final Pattern ABSOLUTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._~-]+|[0-9a-f:.]*:[0-9a-f:.]*");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String KEPT = "-._~!$&'()*+,;=:@/?%[]|";

    /** Reads an absolute URL; IllegalArgumentException with a message for people. */
    public static Url parse(String text) {
        Matcher matcher = ABSOLUTE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " (expected: an absolute URL)");
        }
        return parse(matcher.group(1), matcher.group(2));
    }

    private static Url parse(String scheme, String rest) {
        String lowerScheme = scheme.toLowerCase(Locale.ROOT);
        if (!lowerScheme.equals("http") && !lowerScheme.equals("https")) {
            throw new IllegalArgumentException(scheme + ":" + rest + " (expected: http or https)");
        }
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException(scheme + ":" + rest + " (expected: a host after " + scheme + "://)");
        }
        int end = rest.length();
        for (int i = 2; i < end; i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                end = i;
            }
        }
        return of(lowerScheme.equals("https"), rest.substring(2, end), target(rest.substring(end)));
    }

    private static Url of(boolean secure, String authority, String target) {
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        String hostAndPort = authority.substring(at + 1);
        int closing = hostAndPort.lastIndexOf(']');
        int colon = hostAndPort.indexOf(':', Math.max(closing, 0));
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        String port = colon < 0 ? "" : hostAndPort.substring(colon + 1);
        return new Url(secure, host(host), port.isEmpty() ? defaultPort(secure) : port(port), target, userInfo);
    }

    private static String host(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        String ascii;
        try {
            ascii = IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            ascii = "";
        }
        if (!HOST.matcher(ascii).matches()) {
            throw new IllegalArgumentException("host: '" + text + "' (expected: a name or an address)");
        }
        return ascii;
    }

    private static int port(String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: '" + text + "' (expected: 1 to 65535)");
        }
        return port;
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    private static String target(String pathQueryFragment) {
        int fragment = pathQueryFragment.indexOf('#');
        String text = fragment < 0 ? pathQueryFragment : pathQueryFragment.substring(0, fragment);
        StringBuilder target = new StringBuilder(text.startsWith("/") ? "" : "/");
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xFF);
            boolean letterOrDigit = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9');
            if (letterOrDigit || KEPT.indexOf(character) >= 0) {
                target.append(character);
            } else {
                target.append('%').append(HEX.toHighHexDigit(octet)).append(HEX.toLowHexDigit(octet));
            }
        }
        return target.toString();
    }

    /** The URL that a reference found in this one's answer means; IllegalArgumentException with a message for people. */
    public Url resolve(String reference) {
        String text = reference.strip();
        Matcher absolute = ABSOLUTE.matcher(text);
        if (absolute.matches()) {
            return parse(absolute.group(1), absolute.group(2));
        }
        if (text.startsWith("//")) {
            return parse(scheme(), text);
        }
        String path = path();
        String merged;
        if (text.startsWith("/")) {
            merged = text;
        } else if (text.isEmpty() || text.startsWith("#")) {
            merged = target;
        } else if (text.startsWith("?")) {
            merged = path + text;
        } else {
            merged = path.substring(0, path.lastIndexOf('/') + 1) + text;
        }
        return new Url(secure, host, port, withoutDots(target(merged)), userInfo);
    }

    private String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static String withoutDots(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!path.contains("/.")) {
            return target;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                kept.pollLast();
            } else if (!segments[i].equals(".")) {
                kept.addLast(segments[i]);
                continue;
            }
            if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept) + (query < 0 ? "" : target.substring(query));
    }

    public String scheme() {
        return secure ? "https" : "http";
    }

    /** The host as a Host header spells it. */
    public String authorityHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Whether credentials meant for this URL may go to the other: same host, and no step down or sideways. */
    public boolean mayShareCredentialsWith(Url other) {
        if (!host.equals(other.host)) {
            return false;
        }
        boolean sameOrigin = secure == other.secure && port == other.port;
        boolean upgrade = !secure && other.secure && port == 80 && other.port == 443;
        return sameOrigin || upgrade;
    }

    /** The same as its text, but for a query that somebody else made up: that may be a code, or a token. */
    public String withoutQuery() {
        String whole = toString();
        int query = whole.indexOf('?');
        return query < 0 ? whole : whole.substring(0, query) + "?***";
    }

    /** The URL without its user information. */
    @Override
    public String toString() {
        String shownPort = port == defaultPort(secure) ? "" : ":" + port;
        return scheme() + "://" + authorityHost() + shownPort + target;
    }
}
