/**
 * What changes the plugs of a container: jars are judged, brought up, drained and taken down.
 *
 * <ul>
 *   <li><b>A change.</b> {@link PlugControlComponent} makes one after the other: {@link Changes},
 *       which goes through {@link Intake} ({@link Candidate}, {@link JarHeaders}), {@link Keeping}
 *       ({@link BringUp}, {@link Activation}, {@link MissingImports}), {@link Draining}, {@link
 *       Farewell} ({@link Retirements}) and {@link TakeDown}; {@link ChangeReport} is what is told
 *       of it, {@link Predecessors} what it can go back to, {@link Inventory} what is there, {@link
 *       Restoration} brings it back at a start. {@link FixedBundles} says what it may not touch,
 *       {@link Origins} where a bundle came from, {@link Reasons} why something failed; {@link
 *       Surroundings} is the container around it.
 *   <li><b>Who asks for one.</b> {@link WatchedFolder} for files ({@link WatchedFolders} and {@link
 *       FolderWatch} have them watched), {@link OwnResources} over HTTP ({@link PlainResource}),
 *       where {@link ChangeRequest} reads what is asked and {@link ChangeAnswer} tells what becomes
 *       of it; {@link Uploads} takes jars that are sent, {@link ShellCommands} and {@link
 *       ShellChange} what is typed. {@link ResourcesComponent} offers the resources to other
 *       servers; behind our own door each is a {@link DoorRoute} ({@link DoorExchange}, {@link
 *       DoorFeed}, {@link DoorAnswers}), and {@link Doorkeeper} decides who may come in. {@link
 *       DoorComponent} opens the door in a container where a setting says so.
 *   <li><b>Where it is kept.</b> {@link StateComponent} says what the {@link StateFolder} is.
 * </ul>
 */
@NullMarked
package io.patchbay.management.internal;

import org.jspecify.annotations.NullMarked;
