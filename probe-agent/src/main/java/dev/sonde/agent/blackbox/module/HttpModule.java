package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import dev.sonde.agent.expect.CelExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP module.
 *
 * @param validStatusCodes empty takes any 2xx
 * @param validHttpVersions as in {@code HTTP/1.1}; empty takes any
 * @param body sent; empty sends none
 * @param bodyFile read at each probe and sent; null sends {@code body}
 * @param skipResolveWithProxy whether the name is left to the proxy, if there is one
 * @param bodyMatches a match fails the probe
 * @param bodyNotMatches no match fails the probe
 * @param celMatches an expression that fails the probe if it is true of the body; null is off
 * @param celNotMatches an expression that fails the probe if it is false of the body; null is off
 * @param compression the body is unpacked by it; empty leaves it packed
 * @param bodySizeLimit bytes after unpacking; 0 is off
 */
public record HttpModule(
        List<Integer> validStatusCodes,
        List<String> validHttpVersions,
        String method,
        Map<String, String> headers,
        Bytes body,
        @Nullable String bodyFile,
        IpChoice ip,
        boolean skipResolveWithProxy,
        boolean failIfSsl,
        boolean failIfNotSsl,
        List<Pattern> bodyMatches,
        List<Pattern> bodyNotMatches,
        @Nullable CelExpression celMatches,
        @Nullable CelExpression celNotMatches,
        List<HeaderRule> headerMatches,
        List<HeaderRule> headerNotMatches,
        String compression,
        long bodySizeLimit,
        boolean http3,
        ClientSettings client) {
    /**
     * A condition on a response header.
     *
     * @param allowMissing whether the rule is passed over if the header is absent
     */
    public record HeaderRule(String header, Pattern expression, boolean allowMissing) {}

    /** The same with another Host header. */
    public HttpModule withHost(String host) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.keySet().removeIf(name -> name.equalsIgnoreCase("host"));
        changed.put("Host", host);
        return new HttpModule(
                validStatusCodes,
                validHttpVersions,
                method,
                changed,
                body,
                bodyFile,
                ip,
                skipResolveWithProxy,
                failIfSsl,
                failIfNotSsl,
                bodyMatches,
                bodyNotMatches,
                celMatches,
                celNotMatches,
                headerMatches,
                headerNotMatches,
                compression,
                bodySizeLimit,
                http3,
                client);
    }

    /** What is sent as Host; null if the module says nothing. */
    public @Nullable String host() {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase("host")) {
                return header.getValue();
            }
        }
        return null;
    }
}
