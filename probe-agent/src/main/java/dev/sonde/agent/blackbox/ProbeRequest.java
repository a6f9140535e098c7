package dev.sonde.agent.blackbox;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.blackbox.prober.Probers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request for a probe as far as it is in order, or what is wrong with it: module, timeout, target, prober and host are
 * looked at in this order. Immutable.
 */
sealed interface ProbeRequest {
    /** The module probed with if none is named. */
    String DEFAULT_MODULE = "http_2xx";

    /**
     * Probe this.
     *
     * @param hostname asked for in the target's place; null if none is, or the prober knows of none
     */
    record Accepted(
            String moduleName,
            ProbeModule module,
            String target,
            @Nullable String hostname,
            Duration timeout) implements ProbeRequest {}

    /**
     * Answer this.
     *
     * @param unknownModule whether there is no such module
     */
    record Refused(int status, String text, boolean unknownModule) implements ProbeRequest {}

    /**
     * What was asked for.
     *
     * @param module null or empty takes the default
     * @param scrapeTimeout the header; null if it is absent
     */
    record Asked(
            @Nullable String target,
            @Nullable String module,
            @Nullable String hostname,
            @Nullable String scrapeTimeout) {}

    static ProbeRequest of(Asked asked, Modules modules, Probers probers, double offsetSeconds) {
        String name = asked.module() == null || asked.module().isEmpty() ? DEFAULT_MODULE : asked.module();
        ProbeModule module = modules.find(name);
        if (module == null) {
            return new Refused(400, "Unknown module \"" + name + "\"", true);
        }
        Duration timeout;
        try {
            timeout = ProbeTimeout.of(module.timeout(), asked.scrapeTimeout(), offsetSeconds);
        } catch (NumberFormatException e) {
            return new Refused(500, "Failed to parse timeout from Prometheus header: " + e.getMessage(), false);
        }
        String target = asked.target() == null ? "" : decodedOnceMore(asked.target());
        if (target.isEmpty()) {
            return new Refused(400, "Target parameter is missing", false);
        }
        if (!probers.knows(module.prober())) {
            return new Refused(400, "Unknown prober \"" + module.prober() + "\"", false);
        }
        String hostname = asked.hostname();
        if (hostname == null || hostname.isEmpty()) {
            return new Accepted(name, module, target, null, timeout);
        }
        String host = module.prober().equals("http") ? module.http().host() : null;
        if (host != null && !host.equals(hostname)) {
            return new Refused(
                    400,
                    "The parameter hostname is " + hostname + ", but the module sets the header Host to " + host,
                    false);
        }
        boolean matters = module.prober().equals("http") || module.prober().equals("tcp");
        return new Accepted(name, module.forHost(hostname), target, matters ? hostname : null, timeout);
    }

    /** Scrape configurations often encode a target that their client then encodes again. */
    private static String decodedOnceMore(String target) {
        try {
            return URLDecoder.decode(target, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return target;
        }
    }
}
