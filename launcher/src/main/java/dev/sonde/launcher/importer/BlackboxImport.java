package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Modules of a blackbox.yml, joined with the scrape configs of a prometheus.yml that use them, as checks of ours: one for
 * each target and module. Blocks on file reads. One thread.
 */
public final class BlackboxImport {
    /** Prometheus waits so much longer than it lets blackbox_exporter probe. */
    private static final Duration SCRAPE_MARGIN = Duration.ofMillis(500);

    private final Notes notes = new Notes();
    private final SecretPlaces secrets = new SecretPlaces(notes);
    private final Names names = new Names();
    private final Harvest harvest = new Harvest(notes);

    private BlackboxImport() {}

    /** What can be carried over of both files; ends with their problems if one of them is no YAML. */
    public static Imported read(Path modules, Path prometheus) throws IOException, InvalidConfigException {
        return new BlackboxImport().imported(modules, prometheus);
    }

    private Imported imported(Path modulesFile, Path prometheusFile) throws IOException, InvalidConfigException {
        Part root = ForeignConfig.read(modulesFile, notes);
        Part modules = root.partOrNone("modules");
        root.loseRest("no key of blackbox_exporter that is known");
        List<ScrapeTarget> targets = PrometheusFile.targets(ForeignConfig.read(prometheusFile, notes), prometheusFile);
        Set<String> used = new HashSet<>();
        for (ScrapeTarget target : targets) {
            used.add(target.module());
            Part module = modules.part(target.module());
            if (module == null) {
                notes.lost(
                        target.place(),
                        UserInfo.shown(target.target()),
                        "module " + target.module() + " is not in " + modulesFile);
            } else {
                check(target, module);
            }
        }
        for (String module : modules.keys()) {
            if (!used.contains(module)) {
                notes.lost(modules.place(module), "module " + module, "no scrape config uses it");
            }
        }
        return harvest.finish(List.of(
                "Written by `sonde import blackbox` from " + modulesFile + " and " + prometheusFile + ".",
                "blackbox_exporter tries IPv6 first unless told otherwise; Sonde takes the resolver's order unless",
                "`network.prefer` says otherwise."));
    }

    private void check(ScrapeTarget target, Part module) {
        String prober = module.text("prober", "");
        String owner = target.module();
        Part settings = module.partOrNone(prober.isEmpty() ? "http" : prober);
        PlainModules plain = new PlainModules(settings, secrets, owner);
        String protocol = prober;
        @Nullable Draft block = null;
        switch (prober) {
            case "http" -> block = new HttpModule(settings, secrets, owner).block(target);
            case "tcp" -> block = plain.tcp(target);
            case "dns" -> block = plain.dns(target);
            case "icmp" -> block = plain.icmp(target);
            case "grpc" -> block = plain.grpc(target);
            case "websocket" -> block = plain.websocket(target);
            case "unix" -> notes.lost(target.place(), UserInfo.shown(target.target()), "no probe dials a Unix socket");
            default -> module.lost("prober", prober + " is none of blackbox_exporter's");
        }
        if (block == null) {
            return;
        }
        Draft check = new Draft().put("name", name(target));
        check.put("service", target.job().isBlank() ? null : target.job());
        check.put("labels", labels(target));
        check.put("interval", CheckTimes.interval(target.interval(), target.place(), notes));
        check.put("timeout", CheckTimes.timeout(timeout(target, module), target.place(), notes));
        check.putBlock(protocol, block);
        Place from = module.place();
        harvest.add(
                protocol,
                target.place(),
                target.place().file() + ":" + target.place().line() + ", module " + target.module() + " of "
                        + from.file() + ":" + from.line(),
                check);
    }

    private String name(ScrapeTarget target) {
        String address = target.instance().isEmpty() ? target.target() : target.instance();
        String base = Names.ofUrl(address);
        return names.take(base, base + "-" + target.module(), Names.form(target.job() + "-" + base));
    }

    private Draft labels(ScrapeTarget target) {
        Draft labels = new Draft();
        target.labels().forEach((name, value) -> {
            String complaint = OurLabels.complaint(name, value);
            if (complaint.isEmpty()) {
                labels.put(name, value);
            } else {
                notes.lost(target.place(), "label " + name, complaint);
            }
        });
        String instance = target.instance();
        if (!instance.equals(target.target()) && instance.equals(UserInfo.shown(instance))) {
            labels.put("instance", instance);
        }
        return labels;
    }

    /** Theirs is the smaller of the module's and what Prometheus leaves. */
    private static Duration timeout(ScrapeTarget target, Part module) {
        Duration own = CheckTimes.of(module, "timeout");
        Duration left = target.timeout().minus(SCRAPE_MARGIN);
        return own != null && !own.isZero() && (own.compareTo(left) < 0 || left.isNegative()) ? own : left;
    }
}
