package io.patchbay.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project of a plug of one kind, as it lies in {@code templates/} of the source tree: a project
 * that builds as it is, whose plug is named {@code acme}. Its names are replaced, nothing else is.
 */
record PlugTemplate(String kind) {

    /** What may be made. */
    static final List<String> KINDS =
            List.of("tool", "guardrail", "agent", "provider", "transport", "caller-leg");

    /** What is replaced, longer ones first. */
    private static final Pattern NAMES =
            Pattern.compile("org\\.example\\.acme|org/example/acme|org\\.example|acme_|acme|Acme");

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+);$");

    /**
     * The template of a kind.
     *
     * @throws UsageException for a kind that there is not
     */
    static PlugTemplate of(String kind) {
        if (!KINDS.contains(kind)) {
            throw new UsageException(
                    "KIND: there is no kind of plug '"
                            + kind
                            + "'; there are: "
                            + String.join(", ", KINDS));
        }
        return new PlugTemplate(kind);
    }

    /**
     * Writes the project.
     *
     * @param target a folder that is empty, or is made
     * @throws UsageException for a name that its code cannot take
     */
    void write(Path target, PlugNames names) throws IOException {
        Map<String, String> files = files(names);
        checkTypes(files, names);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = target.resolve(file.getKey());
            Path folder = path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, file.getValue());
        }
    }

    /** Its files, by their place, in the names of the new plug. */
    private Map<String, String> files(PlugNames names) throws IOException {
        URL root = PlugTemplate.class.getResource("templates/" + kind);
        if (root == null) {
            throw new IOException("the templates are not here; build Patchbay again");
        }
        try {
            if (root.getProtocol().equals("file")) {
                return files(Path.of(root.toURI()), names);
            }
            String[] parts = root.toString().replaceFirst("^jar:", "").split("!", 2);
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(new URI(parts[0])))) {
                return files(jar.getPath(parts[1]), names);
            }
        } catch (URISyntaxException e) {
            throw new IOException("the templates cannot be read", e);
        }
    }

    private static Map<String, String> files(Path root, PlugNames names) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String place = root.relativize(file).toString().replace('\\', '/');
                files.put(renamed(place, names), renamed(Files.readString(file), names));
            }
        }
        return files;
    }

    private static String renamed(String text, PlugNames names) {
        return NAMES.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        switch (found.group()) {
                                            case "org.example.acme" -> names.javaPackage();
                                            case "org/example/acme" ->
                                                    names.javaPackage().replace('.', '/');
                                            case "org.example" -> names.group();
                                            case "acme_" -> names.name().replace('-', '_') + "_";
                                            case "Acme" -> names.classPrefix();
                                            default -> names.name();
                                        }));
    }

    /** A class cannot have the name of one that it uses. */
    private static void checkTypes(Map<String, String> files, PlugNames names) {
        TreeSet<String> own = new TreeSet<>();
        TreeSet<String> used = new TreeSet<>();
        files.forEach(
                (place, text) -> {
                    String file = place.substring(place.lastIndexOf('/') + 1);
                    if (file.endsWith(".java")) {
                        own.add(file.replace(".java", ""));
                        Matcher imports = IMPORT.matcher(text);
                        while (imports.find()) {
                            used.add(imports.group(1));
                        }
                    }
                });
        own.retainAll(used);
        if (!own.isEmpty()) {
            throw new UsageException(
                    "NAME: '"
                            + names.name()
                            + "' gives a class "
                            + own.first()
                            + ", and there is one of that name already; choose another name");
        }
    }
}
