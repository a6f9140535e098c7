package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.http.Url;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request of a probe and what was seen of it: instants are subtracted when all is over. Belongs to one attempt. */
final class HttpHop {
    private static final Set<String> FOR_THE_FIRST_HOST =
            Set.of("authorization", "cookie", "cookie2", "www-authenticate", "proxy-authorization");

    private final Url url;
    private final HttpMethod method;
    private final String host;
    private final MultiMap headers;
    private final @Nullable Buffer body;

    /** What is asked for, if not the URL's own path and query: all of it, where a proxy is to fetch it. */
    @Nullable
    String wholeUrl;

    long startedNanos;
    long resolvedNanos;
    long answeredNanos;
    long endedNanos;

    @Nullable
    Dial dial;

    @Nullable
    HttpAnswered response;

    /** @param host what the header Host says */
    HttpHop(Url url, HttpMethod method, String host, MultiMap headers, @Nullable Buffer body) {
        this.url = url;
        this.method = method;
        this.host = host;
        this.headers = headers;
        this.body = body;
    }

    Url url() {
        return url;
    }

    HttpMethod method() {
        return method;
    }

    String host() {
        return host;
    }

    /** To be changed no more once the request is made. */
    MultiMap headers() {
        return headers;
    }

    @Nullable
    Buffer body() {
        return body;
    }

    /**
     * The next request, as a Go client would make it; IllegalArgumentException if it leads nowhere.
     *
     * @param first what only the first host may see is withheld from others
     */
    HttpHop redirected(int status, String location, Url first) {
        Url next = url.resolve(location);
        boolean keepsMethod =
                status == 307 || status == 308 || method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        boolean keepsBody = status == 307 || status == 308;
        MultiMap kept = HttpHeaders.headers();
        boolean trusted = next.host().equals(first.host()) || next.host().endsWith("." + first.host());
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean withheld = !trusted && FOR_THE_FIRST_HOST.contains(lower);
            boolean ofBody = !keepsBody && lower.startsWith("content-");
            if (!withheld && !ofBody && !lower.equals("referer") && !lower.equals("cookie")) {
                kept.add(name, value);
            }
        });
        if (!(url.secure() && !next.secure())) {
            kept.set("Referer", url.toString());
        }
        boolean absolute = location.strip().matches("(?i)([a-z][a-z0-9+.-]*:)?//.*");
        return new HttpHop(
                next,
                keepsMethod ? method : HttpMethod.GET,
                absolute ? authority(next) : host,
                kept,
                keepsBody ? body : null);
    }

    static String authority(Url url) {
        boolean usual = url.port() == (url.secure() ? 443 : 80);
        return url.authorityHost() + (usual ? "" : ":" + url.port());
    }
}
