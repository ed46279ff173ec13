package io.patchbay.console.internal.health;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.net.http.HttpDoors;
import java.util.List;

/** Whether callers find open what is to be open for them. */
record DoorsCheck(PlugDirectory plugs) implements Check {

    @Override
    public String tag() {
        return "doors";
    }

    @Override
    public String title() {
        return "Patchbay doors for callers";
    }

    @Override
    public List<Finding> look() {
        List<Finding> shut =
                plugs.shutDoors().stream()
                        .map(
                                door ->
                                        Finding.critical(
                                                "%s %s takes no calls: %s"
                                                        .formatted(
                                                                door.bundle(),
                                                                door.version(),
                                                                door.reason()),
                                                "Mend the setting that it names, or free the port."
                                                        + " It is tried again by itself."))
                        .toList();
        return shut.isEmpty()
                ? List.of(
                        Finding.ok(
                                "All doors that are to be open are: %d over HTTP."
                                        .formatted(HttpDoors.listening().size())))
                : shut;
    }
}
