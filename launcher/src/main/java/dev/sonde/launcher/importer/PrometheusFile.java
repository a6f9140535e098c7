package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignFile;
import dev.sonde.contract.yaml.ForeignValue;
import dev.sonde.contract.yaml.ForeignValue.Text;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problems;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scrape configs of a prometheus.yml that ask blackbox_exporter: each target with the labels, module and times that it
 * has after relabelling. Blocks on file reads. One thread.
 */
final class PrometheusFile {
    private final Notes notes;
    private final Path file;
    private final List<ScrapeTarget> targets = new ArrayList<>();

    private PrometheusFile(Notes notes, Path file) {
        this.notes = notes;
        this.file = file;
    }

    /** A target before relabelling. */
    private record Found(Place place, String address, Map<String, String> labels) {}

    /** All of them in the order written. */
    static List<ScrapeTarget> targets(Part root, Path path) {
        PrometheusFile file = new PrometheusFile(root.notes(), path);
        Part global = root.partOrNone("global");
        Duration interval = orElse(CheckTimes.of(global, "scrape_interval"), Duration.ofMinutes(1));
        Duration timeout = orElse(CheckTimes.of(global, "scrape_timeout"), Duration.ofSeconds(10));
        for (Part job : root.parts("scrape_configs")) {
            file.job(job, interval, timeout);
        }
        root.lose("files with further scrape configs are not read", "scrape_config_files");
        return file.targets;
    }

    private void job(Part job, Duration globalInterval, Duration globalTimeout) {
        String path = job.text("metrics_path", "/metrics");
        Relabelling relabelling = Relabelling.of(job.parts("relabel_configs"));
        if (!path.endsWith("/probe") && !relabelling.sets("__param_target")) {
            return; // asks something else
        }
        Duration interval = orElse(CheckTimes.of(job, "scrape_interval"), globalInterval);
        Duration timeout = orElse(CheckTimes.of(job, "scrape_timeout"), globalTimeout);
        Map<String, String> common = new LinkedHashMap<>();
        common.put("job", job.text("job_name", ""));
        common.put("__scheme__", job.text("scheme", "http"));
        common.put("__metrics_path__", path);
        Part params = job.partOrNone("params");
        for (String name : params.keys()) {
            List<Text> values = params.texts(name);
            if (!values.isEmpty()) {
                common.put("__param_" + name, values.get(0).text());
            }
            if (values.size() > 1) {
                params.lost(name, "only the first of them is used");
            }
            if (!List.of("module", "target", "hostname", "debug").contains(name)) {
                params.lost(name, "not a parameter of blackbox_exporter");
            }
        }
        for (String key : job.keys()) {
            if (key.endsWith("_sd_configs") && !key.equals("file_sd_configs")) {
                job.lose("targets that are found while Prometheus runs", key);
            }
        }
        job.lose("series are shaped in Prometheus, not in Sonde", "metric_relabel_configs");
        for (Found found : found(job)) {
            target(found, common, relabelling, interval, timeout);
        }
    }

    private void target(
            Found found, Map<String, String> common, Relabelling relabelling, Duration interval, Duration timeout) {
        Map<String, String> labels = new LinkedHashMap<>(common);
        labels.put("__address__", found.address());
        labels.put("__scrape_interval__", interval.toMillis() + "ms");
        labels.put("__scrape_timeout__", timeout.toMillis() + "ms");
        labels.putAll(found.labels());
        Map<String, String> after = relabelling.apply(labels);
        if (after == null) {
            notes.lost(found.place(), UserInfo.shown(found.address()), "dropped by its relabel_configs");
            return;
        }
        String target = after.get("__param_target");
        if (target == null) {
            notes.lost(found.place(), UserInfo.shown(found.address()), "no relabel rule makes it the parameter target");
            return;
        }
        Map<String, String> shown = new LinkedHashMap<>();
        after.forEach((name, value) -> {
            if (!name.startsWith("__") && !name.equals("job") && !name.equals("instance")) {
                shown.put(name, value);
            }
        });
        targets.add(new ScrapeTarget(
                found.place(),
                after.getOrDefault("job", ""),
                after.getOrDefault("__param_module", "http_2xx"),
                target,
                after.get("__param_hostname"),
                shown,
                after.getOrDefault("instance", after.getOrDefault("__address__", target)),
                orElse(GoDuration.parse(after.getOrDefault("__scrape_interval__", "")), interval),
                orElse(GoDuration.parse(after.getOrDefault("__scrape_timeout__", "")), timeout)));
    }

    private List<Found> found(Part job) {
        List<Found> found = new ArrayList<>();
        for (Part group : job.parts("static_configs")) {
            add(group, found);
        }
        for (Part discovery : job.parts("file_sd_configs")) {
            for (Text pattern : discovery.texts("files")) {
                List<Path> files = files(pattern.text());
                if (files.isEmpty()) {
                    notes.lost(pattern.place(), discovery.name("files"), "no file " + pattern.text());
                }
                files.forEach(file -> groups(file, pattern.place(), found));
            }
        }
        return found;
    }

    private void add(Part group, List<Found> found) {
        Map<String, String> labels = new LinkedHashMap<>();
        group.pairs("labels").forEach((name, value) -> labels.put(name, value.text()));
        for (Text target : group.texts("targets")) {
            found.add(new Found(target.place(), target.text(), labels));
        }
    }

    /** The groups of one file of {@code file_sd_configs}, which is YAML or JSON. */
    private void groups(Path file, Place asked, List<Found> found) {
        Problems problems = new Problems();
        ForeignValue root = null;
        try {
            root = ForeignFile.read(file.toString(), Files.readAllBytes(file), problems);
        } catch (IOException e) {
            notes.lost(asked, "file_sd_configs.files", file + " cannot be read");
            return;
        }
        problems.errors().forEach(problem -> notes.lost(problem.place(), "file_sd_configs.files", problem.message()));
        if (root instanceof ForeignValue.Items items && !problems.hasErrors()) {
            for (ForeignValue item : items.values()) {
                if (item instanceof ForeignValue.Fields fields) {
                    add(new Part("", fields, notes), found);
                }
            }
        }
    }

    private List<Path> files(String pattern) {
        Path path = file.resolveSibling(pattern);
        Path parent = path.getParent() == null ? Path.of("") : path.getParent();
        List<Path> files = new ArrayList<>();
        if (path.getFileName() == null || !Files.isDirectory(parent)) {
            return files;
        }
        try (DirectoryStream<Path> stream =
                Files.newDirectoryStream(parent, path.getFileName().toString())) {
            for (Path each : stream) {
                files.add(each);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    private static Duration orElse(@Nullable Duration read, Duration fallback) {
        return read == null ? fallback : read;
    }
}
