package dev.sonde.agent.probe.http;

import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where redirects have led one run, and whether it may follow one more. Belongs to one event loop. */
public final class Redirections {
    private final HttpTarget target;
    private final Set<String> visited = new HashSet<>();

    Redirections(HttpTarget target) {
        this.target = target;
    }

    /**
     * Where a redirect leads.
     *
     * @param request null if it must not be followed
     * @param refusal why; for people, without what the target put into a query or fragment
     */
    record Way(@Nullable Request request, String refusal) {}

    /** Whether a status sends elsewhere. */
    public static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** @param cookies that would be sent to a URL, those of this answer included */
    Way from(HttpExchange answered, Head head, Function<Url, String> cookies) {
        visited.add(answered.toString());
        String location = head.get(HttpHeaders.LOCATION);
        Request next;
        try {
            next = next(answered.request(), head.status(), location);
        } catch (IllegalArgumentException e) {
            String why = shown(String.valueOf(e.getMessage()), location);
            return new Way(null, "redirect " + head.status() + " leads nowhere: " + why);
        }
        int most = target.redirects().max();
        String place = next.url().withoutQuery();
        if (visited.contains(HttpExchange.toString(next, cookies.apply(next.url())))) {
            return new Way(null, "redirects lead in a circle, back to " + place);
        }
        return visited.size() > most
                ? new Way(
                        null,
                        "redirects: more than " + most + ", the next to " + place + " (expected: at most " + most + ")")
                : new Way(next, "");
    }

    private Request next(Request asked, int status, @Nullable String location) {
        if (location == null) {
            throw new IllegalArgumentException("no Location header");
        }
        Request next = asked.redirected(status, asked.url().resolve(location));
        if (target.version() == Version.HTTP_3 && !next.url().secure()) {
            throw new IllegalArgumentException(next.url() + " (expected: https, as the check wants HTTP/3)");
        }
        return next;
    }

    /** What is said of a place, without what the target put into its query or fragment. */
    private static String shown(String said, @Nullable String location) {
        String message = said.replaceFirst("//[^/?#@]*@", "//");
        String place = location == null ? "" : location.strip();
        for (int at = 0; at < place.length(); at++) {
            char letter = place.charAt(at);
            if (letter == '?' || letter == '#') {
                return message.replace(place.substring(at), letter + "***");
            }
        }
        return message;
    }
}
