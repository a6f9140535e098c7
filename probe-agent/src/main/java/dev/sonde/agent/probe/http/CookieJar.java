package dev.sonde.agent.probe.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one run (RFC 6265): what its answers set goes back to those of its later requests that the cookies are
 * for. Holds a bounded number, the oldest giving way. Belongs to one event loop.
 */
public final class CookieJar {
    /** Most cookies held, and so most sent. */
    static final int MOST = 50;

    /** Longest line of a header Set-Cookie, in characters; a longer one is ignored, as browsers do. */
    static final int LONGEST = 4096;

    private final List<Cookie> cookies = new ArrayList<>();

    /** @param below whether it goes to hosts below the domain too */
    private record Cookie(String name, String value, String domain, boolean below, String path, boolean secure) {
        boolean isFor(Url url) {
            boolean itsHost = below ? isWithin(url.host(), domain) : url.host().equals(domain);
            return itsHost && coversPath(url) && (!secure || url.secure());
        }

        private boolean coversPath(Url url) {
            String asked = pathOf(url);
            return asked.equals(path)
                    || (asked.startsWith(path) && (path.endsWith("/") || asked.charAt(path.length()) == '/'));
        }

        boolean replaces(Cookie other) {
            return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
        }
    }

    /**
     * Takes what an answer sets.
     *
     * @param setCookies the values of its headers Set-Cookie, in order
     * @param now for those that are set to be forgotten
     */
    public void take(Url from, List<String> setCookies, Instant now) {
        for (String line : setCookies) {
            if (line.length() <= LONGEST && line.chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
                take(from, line.split(";", -1), now);
            }
        }
    }

    private void take(Url from, String[] parts, Instant now) {
        int equals = parts[0].indexOf('=');
        String name = equals < 0 ? "" : parts[0].substring(0, equals).strip();
        if (name.isEmpty()) {
            return;
        }
        Attributes attributes = Attributes.of(parts);
        String domain = attributes.domain;
        if (!mayBeSet(name, attributes, from)) {
            return;
        }
        Cookie cookie = new Cookie(
                name,
                parts[0].substring(equals + 1).strip(),
                domain.isEmpty() ? from.host() : domain,
                !domain.isEmpty() && !isAddress(from.host()),
                attributes.path.startsWith("/") ? attributes.path : defaultPath(from),
                attributes.secure);
        cookies.removeIf(cookie::replaces);
        if (!attributes.isGone(now)) {
            cookies.add(cookie);
            if (cookies.size() > MOST) {
                cookies.remove(0);
            }
        }
    }

    private static boolean mayBeSet(String name, Attributes attributes, Url from) {
        String domain = attributes.domain;
        boolean ownDomain = domain.isEmpty()
                || domain.equals(from.host())
                || (domain.indexOf('.') > 0 && !isAddress(from.host()) && isWithin(from.host(), domain));
        if (!ownDomain || (attributes.secure && !from.secure())) {
            return false;
        }
        if (name.startsWith("__Host-")) {
            return attributes.secure && domain.isEmpty() && attributes.path.equals("/");
        }
        return !name.startsWith("__Secure-") || attributes.secure;
    }

    /** What the header Cookie of a request says; empty if no cookie is for it. */
    public String header(Url to) {
        return cookies.stream()
                .filter(cookie -> cookie.isFor(to))
                .sorted(Comparator.comparingInt((Cookie cookie) -> cookie.path().length())
                        .reversed())
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    private static boolean isWithin(String host, String domain) {
        return host.equals(domain) || host.endsWith("." + domain);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static String pathOf(Url url) {
        int query = url.target().indexOf('?');
        return query < 0 ? url.target() : url.target().substring(0, query);
    }

    private static String defaultPath(Url url) {
        String path = pathOf(url);
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }

    /** What follows name and value. Of attributes given twice the last counts. */
    private static final class Attributes {
        private static final DateTimeFormatter DATE =
                DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);

        private String domain = "";
        private String path = "";
        private boolean secure;
        private @Nullable Boolean outOfAge;
        private @Nullable Instant expires;

        static Attributes of(String[] parts) {
            Attributes attributes = new Attributes();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                String key = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip();
                String value = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
                attributes.set(key.toLowerCase(Locale.ROOT), value);
            }
            return attributes;
        }

        private void set(String key, String value) {
            switch (key) {
                case "domain" -> domain = (value.startsWith(".") ? value.substring(1) : value).toLowerCase(Locale.ROOT);
                case "path" -> path = value;
                case "secure" -> secure = true;
                case "max-age" -> outOfAge = value.matches("-[0-9]+|0+") ? Boolean.TRUE : Boolean.FALSE;
                case "expires" -> expires = date(value);
                default -> {}
            }
        }

        private static @Nullable Instant date(String value) {
            try {
                return Instant.from(DATE.parse(value.replace('-', ' ')));
            } catch (DateTimeException e) {
                return null;
            }
        }

        /** Whether the cookie is set only to be forgotten. */
        boolean isGone(Instant now) {
            return outOfAge == null ? expires != null && !expires.isAfter(now) : outOfAge;
        }
    }
}
