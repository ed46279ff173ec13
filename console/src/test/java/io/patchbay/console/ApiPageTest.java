package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.management.resource.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.osgi.util.tracker.ServiceTracker;

/** docs/management-api.md has every resource that is served, and no other. */
final class ApiPageTest extends WebTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([A-Z]+ /v1/[^` ]+)` \\| (observe|content|control) \\|");

    private static SortedSet<String> written() throws Exception {
        SortedSet<String> rows = new TreeSet<>();
        for (String line :
                Files.readAllLines(
                        Path.of("").toAbsolutePath().resolveSibling("docs/management-api.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                rows.add(row.group(1) + " for " + row.group(2));
            }
        }
        return rows;
    }

    private static SortedSet<String> served(ServiceTracker<Resource, Resource> resources) {
        SortedSet<String> all = new TreeSet<>();
        for (Resource one : resources.getTracked().values()) {
            String permission = one.permission().name().toLowerCase(Locale.ROOT);
            all.add(one.method() + " " + one.path() + " for " + permission);
        }
        return all;
    }

    @Test
    void every_resource_stands_in_the_guide_and_nothing_else_does() throws Exception {
        SortedSet<String> written = written();
        ServiceTracker<Resource, Resource> resources =
                new ServiceTracker<>(container.context(), Resource.class, null);
        resources.open();
        try {
            Container.eventually(
                    "as many as are written", () -> served(resources).size() >= written.size());
            assertEquals(String.join("\n", written), String.join("\n", served(resources)));
        } finally {
            resources.close();
        }
    }
}
