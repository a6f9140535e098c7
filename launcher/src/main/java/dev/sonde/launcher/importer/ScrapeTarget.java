package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.Place;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One target that Prometheus has probed by blackbox_exporter.
 *
 * @param place where it is written
 * @param module its name in blackbox.yml
 * @param target as blackbox_exporter gets it
 * @param hostname the parameter of that name; null if there is none
 * @param labels those that its series have, but for job and instance
 * @param instance the label of that name
 * @param timeout of the scrape
 */
record ScrapeTarget(
        Place place,
        String job,
        String module,
        String target,
        @Nullable String hostname,
        Map<String, String> labels,
        String instance,
        Duration interval,
        Duration timeout) {}
