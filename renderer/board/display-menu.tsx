import { SlidersHorizontal } from 'lucide-react'
import { type CardFields, setDisplay, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuCheckItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'

const FIELDS: Record<keyof CardFields, string> = {
  labels: 'Labels',
  due: 'Due date',
  estimate: 'Estimate',
  blocked: 'Blocked by',
  project: 'Project',
}

export function DisplayMenu() {
  const display = useView((state) => state.display)
  return (
    <Menu
      label="Display"
      align="end"
      trigger={
        <Button variant="ghost" icon={<SlidersHorizontal />}>
          Display
        </Button>
      }
    >
      <MenuLabel>Show</MenuLabel>
      <MenuCheckItem
        checked={display.showCancelled}
        onChange={(showCancelled) => setDisplay({ showCancelled })}
      >
        Cancelled, even when empty
      </MenuCheckItem>
      <MenuCheckItem checked={display.showArchived} onChange={(showArchived) => setDisplay({ showArchived })}>
        Archived tasks
      </MenuCheckItem>
      <MenuSeparator />
      <MenuLabel>On cards</MenuLabel>
      {(Object.keys(FIELDS) as (keyof CardFields)[]).map((field) => (
        <MenuCheckItem
          key={field}
          checked={display.fields[field]}
          onChange={(on) => setDisplay({ fields: { [field]: on } })}
        >
          {FIELDS[field]}
        </MenuCheckItem>
      ))}
    </Menu>
  )
}
