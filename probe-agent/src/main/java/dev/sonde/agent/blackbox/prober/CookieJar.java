package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.probe.http.Url;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The cookies of one probe, kept across its redirects (RFC 6265): a cookie for a domain goes to hosts below it if the host
 * that set it is one. Bounded; belongs to one attempt.
 */
final class CookieJar {
    private static final int MOST = 100;
    private static final int LONGEST = 4096;

    private final List<Cookie> cookies = new ArrayList<>();

    private record Cookie(String name, String value, String domain, boolean below, String path, boolean secure) {
        boolean goesTo(Url url) {
            boolean sameHost = url.host().equals(domain) || (below && url.host().endsWith("." + domain));
            String target = url.target().replaceFirst("\\?.*", "");
            boolean samePath = target.equals(path)
                    || (target.startsWith(path) && (path.endsWith("/") || target.charAt(path.length()) == '/'));
            return sameHost && samePath && (!secure || url.secure());
        }

        boolean replaces(Cookie other) {
            return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
        }
    }

    /** Takes what an answer sets. */
    void take(Url from, List<String> setCookies) {
        for (String line : setCookies) {
            if (line.length() <= LONGEST) {
                take(from, line);
            }
        }
    }

    private void take(Url from, String line) {
        String[] parts = line.split(";", -1);
        int equals = parts[0].indexOf('=');
        if (equals < 1) {
            return;
        }
        String domain = from.host();
        boolean below = false;
        String path = defaultPath(from);
        boolean secure = false;
        boolean gone = false;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            int at = part.indexOf('=');
            String key = (at < 0 ? part : part.substring(0, at)).strip().toLowerCase(Locale.ROOT);
            String value = at < 0 ? "" : part.substring(at + 1).strip();
            switch (key) {
                case "domain" -> {
                    String wanted = (value.startsWith(".") ? value.substring(1) : value).toLowerCase(Locale.ROOT);
                    if (!wanted.isEmpty() && !from.host().equals(wanted)) {
                        if (wanted.indexOf('.') < 0 || !from.host().endsWith("." + wanted)) {
                            return;
                        }
                    }
                    domain = wanted.isEmpty() ? domain : wanted;
                    below = !wanted.isEmpty();
                }
                case "path" -> path = value.startsWith("/") ? value : path;
                case "secure" -> secure = true;
                case "max-age" -> gone = value.equals("0") || value.startsWith("-");
                default -> {}
            }
        }
        Cookie cookie = new Cookie(
                parts[0].substring(0, equals).strip(),
                parts[0].substring(equals + 1).strip(),
                domain,
                below,
                path,
                secure);
        cookies.removeIf(cookie::replaces);
        if (!gone && cookies.size() < MOST) {
            cookies.add(cookie);
        }
    }

    private static String defaultPath(Url url) {
        String path = url.target().replaceFirst("\\?.*", "");
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }

    /** What the header Cookie says; empty if no cookie goes there. */
    String header(Url url) {
        return cookies.stream()
                .filter(cookie -> cookie.goesTo(url))
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }
}
