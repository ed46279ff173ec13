package io.patchbay.console.internal.health;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.management.PlugBundle;
import io.patchbay.management.PlugControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether all plugs that are there could be taken, and whether a session could be held. */
record PlugsCheck(PlugDirectory plugs, PlugControl control) implements Check {

    @Override
    public String tag() {
        return "plugs";
    }

    @Override
    public String title() {
        return "Patchbay plugs";
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        List<PlugInfo> all = plugs.plugs();
        for (PlugKind needed : List.of(PlugKind.TRANSPORT, PlugKind.PROVIDER)) {
            if (all.stream().noneMatch(plug -> isOffered(plug, needed))) {
                found.add(
                        Finding.critical(
                                "There is no " + word(needed) + ", so no session can be opened.",
                                "Install one (Plugs), or start the one that is stopped."));
            }
        }
        plugs.refusals()
                .forEach(
                        refusal ->
                                found.add(
                                        Finding.warn(
                                                "The %s of %s %s was refused: %s"
                                                        .formatted(
                                                                word(refusal.kind()),
                                                                refusal.bundle(),
                                                                refusal.version(),
                                                                refusal.reason()),
                                                "Mend the setting that it names, or roll back to"
                                                        + " the former version (Plugs).")));
        for (PlugBundle bundle : control.bundles()) {
            if (bundle.state() == PlugBundle.State.STOPPED) {
                found.add(
                        Finding.warn(
                                bundle.name() + " " + bundle.version() + " is stopped.",
                                "The log says why it did not start, unless somebody stopped it."
                                        + " Update or remove it (Plugs), or start it in the shell."));
            }
        }
        for (PlugInfo plug : all) {
            if (plug.state() == PlugInfo.State.LEAKED) {
                found.add(
                        Finding.warn(
                                "The %s %s of %s %s is gone, and code of it still runs."
                                        .formatted(
                                                word(plug.kind()),
                                                plug.name(),
                                                plug.bundle(),
                                                plug.version()),
                                "Its memory is not given back before that ends. The log has the"
                                        + " stack; restart when it does not end by itself."));
            }
        }
        return found.isEmpty() ? List.of(Finding.ok(all.size() + " plugs are plugged in.")) : found;
    }

    private static boolean isOffered(PlugInfo plug, PlugKind kind) {
        return plug.kind() == kind && plug.state() == PlugInfo.State.ACTIVE;
    }

    static String word(PlugKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
